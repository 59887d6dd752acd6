"""One notice as a message: a JSON body for programs, a subject and a text for people (pure)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from daemon.model import Notice, NoticeKind, Priority, Reason, SiteInfo
from daemon.model.render import Language, sentence

Body = Mapping[str, object]
LANGUAGES: tuple[Language, Language] = ("zh", "en")

KINDS: Mapping[NoticeKind, tuple[str, str]] = {
    NoticeKind.RAISED: ("报警", "ALARM"),
    NoticeKind.ESCALATED: ("报警无人确认", "ALARM NOT ACKNOWLEDGED"),
    NoticeKind.ACKNOWLEDGED: ("报警已有人处理", "alarm acknowledged"),
    NoticeKind.CLEARED: ("报警已恢复", "alarm is over"),
}
PRIORITIES: Mapping[Priority, tuple[str, str]] = {
    Priority.HIGH: ("立即处理", "act now"),
    Priority.MEDIUM: ("一小时内处理", "act within the hour"),
    Priority.LOW: ("今天处理", "act today"),
}
CHATTERS = (
    "（反复发生：在长时间稳定之前不再逐次通知）",
    " (it keeps coming and going: you are not told each time, until it was calm for long)",
)


def body_of(notice: Notice, site: SiteInfo, t: float, at: datetime) -> dict[str, object]:
    """Return a notice as JSON values; `t` and `at` are the same moment on both clocks."""
    alarm = notice.alarm
    rooms = {room.id: room.name for room in site.rooms}
    since = at - timedelta(seconds=max(0.0, t - alarm.since))
    return {
        "id": notice.id,
        "kind": notice.kind.value,
        "site": site.id,
        "site_name": site.name,
        "simulated": site.simulated,
        "room": alarm.room,
        "room_name": rooms.get(alarm.room, ""),
        "alarm": alarm.key,
        "code": alarm.code,
        "subject": alarm.subject,
        "priority": alarm.priority.name.lower(),
        "state": alarm.state.value,
        "since": since.isoformat(timespec="seconds"),
        "at": at.isoformat(timespec="seconds"),
        "who": alarm.who,
        "chattering": alarm.chattering,
        "step": notice.step,
        **{language: _told(notice, language) for language in LANGUAGES},
    }


def is_urgent(body: Body) -> bool:
    """Return whether a message calls somebody to act at once: it goes before all others."""
    calls = body.get("kind") in (NoticeKind.RAISED.value, NoticeKind.ESCALATED.value)
    return calls and body.get("priority") == Priority.HIGH.name.lower()


def subject_of(body: Body) -> str:
    """Return the subject line of a mail, on one line."""
    zh, en = _words(body, "zh"), _words(body, "en")
    place = f"{body['site_name']} {body['room_name']}".strip()
    text = f"[{zh['kind']}] {place}：{zh['title']} / {en['kind']}: {en['title']}"
    return " ".join(text.split())


def text_of(body: Body, zone: ZoneInfo) -> str:
    """Return the text of a mail: Chinese first, then English."""
    since = datetime.fromisoformat(str(body["since"])).astimezone(zone)
    parts = []
    for language, (where, when, why, cause, action) in _HEADINGS.items():
        told = _words(body, language)
        parts.append(
            f"{told['kind']}（{told['priority']}）：{told['title']}\n"
            f"{where}{body['site_name']} {body['room_name']}\n"
            f"{when}{since:%Y-%m-%d %H:%M:%S %z}\n"
            f"{why}{told['sentence']}\n"
            f"{cause}{told['cause']}\n"
            f"{action}{told['action']}\n"
        )
    mark = "（模拟系统，不是真的报警 / a simulated site, not a real alarm）\n\n"
    return (mark if body["simulated"] else "") + "\n".join(parts) + f"\n{body['id']}\n"


_HEADINGS: Mapping[str, tuple[str, str, str, str, str]] = {
    "zh": ("地点：", "开始：", "情况：", "可能原因：", "现在要做："),
    "en": ("Where: ", "Since: ", "What: ", "Usual cause: ", "What to do now: "),
}


def _told(notice: Notice, language: Language) -> dict[str, str]:
    alarm, column = notice.alarm, LANGUAGES.index(language)

    def words(reason: Reason) -> str:
        return sentence(reason, language)

    return {
        "kind": KINDS[notice.kind][column],
        "priority": PRIORITIES[alarm.priority][column],
        "title": words(alarm.title),
        "sentence": words(alarm.reason) + (CHATTERS[column] if alarm.chattering else ""),
        "cause": words(alarm.cause),
        "action": words(alarm.action),
    }


def _words(body: Body, language: str) -> Mapping[str, str]:
    told = body[language]
    if not isinstance(told, Mapping):
        raise TypeError(language)
    return told
