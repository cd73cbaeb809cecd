"""The ASGI application: the pages, the routes of sign-in, and what guards them."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from pages.account.code import announced
from pages.account.middleware import SecurityHeaders, SessionGate
from pages.account.routes import close_session, open_session
from pages.safety.daily import copying
from pages.shared import errors

app = st.App(
    "pages/frame.py",
    routes=[
        Route("/account/open", open_session),
        Route("/account/close", close_session, methods=["POST"]),
    ],
    middleware=[Middleware(SecurityHeaders), Middleware(SessionGate)],
    lifespan=copying(announced),
    on_script_error=errors.show,
)
