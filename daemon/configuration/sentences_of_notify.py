"""The sentences about who is told of alarms."""

from .sentence import Sentence

NOTIFY = {
    "notify_other_kind": Sentence(
        '只有 kind = "{kind}" 才用这一项；请删去它，或改 kind',
        'is used only where kind = "{kind}"; remove it or change the kind',
    ),
    "notify_password_in_clear": Sentence(
        'security = "none" 会把密码明文传到网络上；请改用 starttls 或 tls',
        'security = "none" sends the password over the network in the clear; use starttls or tls',
    ),
    "quiet_hours": Sentence(
        '{value} 不是时段；请写成 "22:00-07:00"（当地时间）',
        '{value} is no span of hours; write "22:00-07:00" (local time)',
    ),
    "url": Sentence(
        "{value} 不是网址；请以 http:// 或 https:// 开头，不带用户名、密码和空格",
        "{value} is no address; begin with http:// or https://, without user, password or spaces",
    ),
    "mail_address": Sentence(
        '{value} 不是邮箱地址；请写成 "名字@域名"',
        '{value} is no mail address; write "name@domain"',
    ),
}
