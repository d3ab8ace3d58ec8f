"""The web server of the chat page: its own routes beside those of Gradio, and nothing that leads outside.

::

    /                     the page
    /article/<id>         an article alone; "#start-end" marks a range of it
    /programs             how programs use it
    /healthz              whether the page can answer
    /page/<file>          our styles and scripts
    /gradio_api/…         Gradio: the named endpoints, and /gradio_api/mcp/ for agents
"""

from __future__ import annotations

import contextlib
import inspect
import logging
import os
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import TrichdanError, UnknownArticle
from ui import render_page
from ui.strings import Language

if TYPE_CHECKING:
    import socket

    from fastapi import FastAPI

    from ui.feedback import FeedbackStore
    from ui.service import Service

__all__ = ["ASSETS", "make_app", "serve"]

_log = logging.getLogger(__name__)

ASSETS = Path(__file__).parent / "assets"
UPLOAD_AT_MOST = "20mb"

# The browser itself refuses whatever would leave this machine. Gradio needs inline scripts and styles; our own pages none.
_GRADIO_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' blob: data:; worker-src 'self' blob:;"
    " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_OWN_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'"
)


def make_app(
    service: Service, feedback: FeedbackStore, password: str | None = None, lang: Language = Language.VI
) -> FastAPI:
    """The application. ``password``: what adding and removing articles asks for; None: the page offers neither."""
    # Read when Gradio and the hub client are imported: neither may look anything up.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # After every event Gradio would sum up all earlier ones with pandas: time that grows with every question asked.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    with _no_stubs():
        import gradio as gr
    from fastapi import FastAPI
    from fastapi.staticfiles import StaticFiles

    from ui import chat

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=_prepare, args=(service,), name="prepare", daemon=True).start()
        yield

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    _add_routes(app, service, lang)
    app.mount("/page", StaticFiles(directory=ASSETS), name="page")
    blocks = chat.build(service, feedback, password, lang)
    app = gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=chat.theme(),
        head=chat.head(),
        footer_links=[],
        run_history=False,
        favicon_path=str(ASSETS / "favicon.svg"),
        max_file_size=UPLOAD_AT_MOST,
        mcp_server=_has_mcp(),
        ssr_mode=False,
        pwa=False,
        enable_monitoring=False,
    )
    app.add_middleware(_Guard, uploads=password is not None)
    return app  # type: ignore[no-any-return]


@contextlib.contextmanager
def _no_stubs() -> Iterator[None]:
    """Gradio writes type stubs of its components into its own folder whenever it is imported, which takes a third of the
    time until the page can be served. It leaves out a component that has no file."""
    found = inspect.getfile

    def getfile(thing: Any) -> str:
        if type(thing).__name__ == "ComponentMeta":
            raise OSError("no stub is wanted")
        return found(thing)

    inspect.getfile = getfile  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = found


def serve(app: FastAPI, listening: socket.socket) -> None:
    """Answer on an open socket until Ctrl-C."""
    import uvicorn

    # A browser keeps its connections; closing them while people read would fail the next question now and then.
    config = uvicorn.Config(app, log_level="warning", timeout_keep_alive=120, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    server.run(sockets=[listening])


def _prepare(service: Service) -> None:
    try:
        service.prepare()
    except TrichdanError:
        _log.exception("the example questions cannot be drawn")


def _has_mcp() -> bool:
    """Gradio only prints a line where the package is missing; here it is known before."""
    import importlib.util

    found = importlib.util.find_spec("mcp") is not None
    if not found:
        _log.warning("no MCP server: the package mcp is missing; install it with: pip install 'gradio[mcp]'")
    return found


def _add_routes(app: FastAPI, service: Service, lang: Language) -> None:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, JSONResponse, Response

    def healthz(_: Request) -> Response:
        try:
            info = service.collection.info
        except TrichdanError as error:
            return JSONResponse({"status": "failing", "message": str(error)}, status_code=503)
        about = {"id": info.id, "version": info.version, "articles": info.articles, "paragraphs": info.paragraphs}
        return JSONResponse({"status": "ok", "collection": about})

    def language_of(request: Request) -> Language:
        wanted = request.query_params.get("lang")
        return Language(wanted) if wanted in set(Language) else lang

    def programs(request: Request) -> Response:
        base = str(request.base_url).rstrip("/")
        return HTMLResponse(render_page.programs_page(base, language_of(request)))

    def article(request: Request) -> Response:
        article_id, shown_in = request.path_params["article_id"], language_of(request)
        try:
            return HTMLResponse(render_page.article_page(service.article(article_id), shown_in))
        except UnknownArticle:
            return HTMLResponse(render_page.missing_page(article_id, shown_in), status_code=404)

    app.add_route("/healthz", healthz)
    app.add_route("/programs", programs)
    app.add_route("/article/{article_id:path}", article)


class _Guard:
    """Adds the policy that keeps a browser on this machine; without ``uploads``, refuses files."""

    def __init__(self, app: Any, uploads: bool) -> None:
        self._app = app
        self._uploads = uploads

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if not self._uploads and path.startswith(("/gradio_api/upload", "/upload")):
            from starlette.responses import PlainTextResponse

            await PlainTextResponse("this page takes no files: start it with --allow-upload", 403)(scope, receive, send)
            return
        policy = (_OWN_POLICY if path.startswith(("/article/", "/page/", "/programs")) else _GRADIO_POLICY).encode()

        async def send_guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                extra = [(b"content-security-policy", policy), (b"referrer-policy", b"no-referrer"),
                         (b"x-content-type-options", b"nosniff")]  # fmt: skip
                message = {**message, "headers": [*message.get("headers", []), *extra]}
            await send(message)

        await self._app(scope, receive, send_guarded)
