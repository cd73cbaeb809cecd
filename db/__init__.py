"""Facts and parameters at rest: tables, engine, migrations, one repository per noun."""
