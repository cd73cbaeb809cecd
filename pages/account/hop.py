"""From a Streamlit page to a route: only a real request can set or remove the session cookie."""

import base64
import hashlib

import streamlit as st

SCRIPT = """(() => {
  const hop = document.querySelector("[data-hop]").dataset;
  if (hop.hop === "open") {
    location.replace("/account/open?ticket=" + encodeURIComponent(hop.ticket));
  } else if (hop.hop === "reload") {
    location.reload();
  } else {
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/account/close";
    document.body.append(form);
    form.submit();
  }
})()"""
"""Constant, so that the Content-Security-Policy can name it by its hash."""


def script_hash(script: bytes) -> str:
    """How a Content-Security-Policy names an inline script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def open_session(ticket: str) -> None:
    """Send the browser to swap its ticket for a cookie."""
    _hop("open", ticket)


def close_session() -> None:
    """Send the browser to lose its cookie."""
    _hop("close")


def reload() -> None:
    """Let the browser load the page anew, with the cookie it has by now."""
    _hop("reload")


def _hop(kind: str, ticket: str = "") -> None:
    st.html(
        f'<span data-hop="{kind}" data-ticket="{ticket}"></span><script>{SCRIPT}</script>',
        unsafe_allow_javascript=True,
    )
