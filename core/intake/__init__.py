"""Order and customer files of any known platform -> tidy, reconciled tables."""

from core.intake.model import (
    Guess,
    Intake,
    Options,
    Refused,
    SetAside,
    Understood,
    Upload,
)
from core.intake.read import read

__all__ = ["Guess", "Intake", "Options", "Refused", "SetAside", "Understood", "Upload", "read"]
