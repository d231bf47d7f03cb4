"""Error answers: a clear Chinese sentence for people, JSON for the signed APIs. Nothing a client sends gives a 5xx."""

import logging
from typing import Any

from flask import Flask, jsonify, render_template, request
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException

from eventhub.core.database import is_lost_race
from eventhub.core.errors import DomainError

log = logging.getLogger(__name__)
SENTENCES = {
    400: "交来的内容看不懂。请退回上一页，再试一次。",
    401: "要先登录才能看这一页。",
    403: "这一页不归您管。要是觉得不对，请找主办方开通。",
    404: "可能是地址抄错了一个字，也可能是已经撤下了。",
    405: "这个地址不能这样用。请从页面上的按钮进来。",
    408: "等得太久，断开了。请再试一次。",
    409: "这条内容刚才已经变了。请刷新以后再办。",
    410: "这一页已经撤下了。",
    413: "交来的东西太大了。图片请先压小，单个不超过 5 兆。",
    414: "地址太长了。",
    415: "这种文件收不了。",
    416: "要的那一段不在文件里。",
    422: "有几处没填对，请改了再交。",
    429: "点得太快了，请过一分钟再试。",
    431: "浏览器带来的内容太多了，请清一下本站的数据再试。",
    500: "我们这边出了差错，已经记下来了。填的内容请再交一次。",
    503: "正在维护，请过几分钟再来。",
}


def init_app(app: Flask) -> None:
    """Register the handlers of HTTP errors, domain errors and lost races."""
    app.log_exception = _log_exception  # type: ignore[method-assign]
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DomainError, _domain_error)
    for changed in (StaleDataError, ObjectDeletedError):
        app.register_error_handler(changed, lambda _error: _answer(409, SENTENCES[409], "conflict"))
    app.register_error_handler(DBAPIError, _database_error)


def _http_error(error: HTTPException) -> Any:
    if error.response is not None:
        return error
    status = error.code or 500
    return _answer(status, SENTENCES.get(status, SENTENCES[400]), "http", dict(error.get_headers()))


def _database_error(error: DBAPIError) -> Any:
    """Two people at once, or a value no column can hold, is not a fault of the server; anything else is."""
    lost_race = is_lost_race(error)
    if not lost_race and not isinstance(error, DataError):
        raise error
    log.warning("refused by the database at %s: %s", _place(), type(error).__name__)
    return _answer(*((409, SENTENCES[409], "conflict") if lost_race else (400, SENTENCES[400], "bad_value")))


def _domain_error(error: DomainError) -> Any:
    return _answer(error.status, error.sentence, error.code)


def _log_exception(exc_info: Any) -> None:
    """Log a fault in place of Flask, which would write the address down."""
    log.error("unhandled error at %s", _place(), exc_info=exc_info)


def _place() -> str:
    """Name the view, not the address: that of a private calendar or a receipt is itself the key to it."""
    return request.endpoint or "no view"


def _answer(status: int, sentence: str, code: str, headers: dict[str, str] | None = None) -> Any:
    extra = {name: value for name, value in (headers or {}).items() if name in {"Allow", "Retry-After"}}
    if request.path.startswith("/api/"):
        return jsonify(error=code, message=sentence), status, extra
    return render_template("errors/error.html", status=status, sentence=sentence), status, extra
