"""What may be wrong with a source over the network: the codes of SourceError, and their sentences.

RESTART asks the caller for a whole new snapshot: its cursor is of no use any more.
"""

from collections.abc import Mapping
from types import MappingProxyType

from records_sync.model import SourceError
from records_sync.words import Sentence

UNREACHABLE = "unreachable"
TLS = "tls"
NO_CA = "no_ca"
PLAIN = "plain_credentials"
AUTH = "auth"
NOT_THERE = "not_there"
BUSY = "busy"
DOWN = "server_error"
REFUSED = "refused"
SLOW = "slow"
CUT = "cut"
TOO_LARGE = "too_large"
BOMB = "bomb"
WRONG_KIND = "wrong_kind"
ENCODING = "encoding"
BAD_JSON = "bad_json"
BAD_XML = "bad_xml"
SCHEMA = "schema"
LOOP = "loop"
RESTART = "restart"

REMOVALS_UNTOLD = "removals_untold"  # of a Flagged: removals show only in a whole snapshot

SENTENCES: Mapping[str, Sentence] = MappingProxyType(
    {
        UNREACHABLE: Sentence(
            "连接不上主系统（{detail}），索引保持原样，稍后自动重试。"
            "请检查网线、地址和对方是否开机。",
            "The main system can't be reached ({detail}). The index stays as it is and is tried "
            "again. Check cable, address, and whether the other side is on.",
        ),
        TLS: Sentence(
            "主系统的证书与本机登记的不符（{detail}），已停止连接。"
            "请与主系统管理员核实证书后再更新 CA 文件。",
            "The certificate of the main system is not the one that was pinned ({detail}). Not "
            "connected. Ask its administrator before you change the CA file.",
        ),
        NO_CA: Sentence(
            "https 来源必须指定 CA 文件（{detail}）。请在配置中填写 ca_file。",
            "A source over https needs its CA file ({detail}). Set ca_file in the configuration.",
        ),
        PLAIN: Sentence(
            "不会用明文 http 发送口令（{detail}）。请改用 https，或在配置中明确允许。",
            "Credentials are not sent over plain http ({detail}). Use https, or allow it "
            "explicitly.",
        ),
        AUTH: Sentence(
            "登录已失效或没有权限（{detail}），索引未改动。请更新访问凭据。",
            "The login has expired or lacks permission ({detail}). The index is untouched. Renew "
            "the credentials.",
        ),
        NOT_THERE: Sentence(
            "主系统上没有这个地址（{detail}）。请检查配置中的地址。",
            "The main system has no such address ({detail}). Check it in the configuration.",
        ),
        BUSY: Sentence(
            "主系统请求稍后再来（{detail}），会按其要求的时间重试。",
            "The main system asks to come later ({detail}). It is tried again when it says.",
        ),
        DOWN: Sentence(
            "主系统出错（{detail}），索引保持原样，稍后自动重试。",
            "The main system has an error ({detail}). The index stays as it is and is tried again.",
        ),
        REFUSED: Sentence(
            "主系统拒绝了请求（{detail}）。请核对配置和接口版本。",
            "The main system refused the request ({detail}). Check configuration and interface "
            "version.",
        ),
        SLOW: Sentence(
            "主系统的数据来得太慢（{detail}），本次同步已停止，稍后重试。",
            "The main system answers too slowly ({detail}). This sync was ended; it is tried "
            "again.",
        ),
        CUT: Sentence(
            "主系统的答复不完整（{detail}），没有采用，稍后重试。",
            "An answer of the main system is incomplete ({detail}). It was not used; it is asked "
            "for again later.",
        ),
        TOO_LARGE: Sentence(
            "主系统的一页答复过大（{detail}），没有采用。请让对方减小每页条数。",
            "One answer of the main system is too large ({detail}). Not used. Ask for smaller "
            "pages.",
        ),
        BOMB: Sentence(
            "答复解压后异常膨胀（{detail}），没有采用。请与主系统管理员核实。",
            "An answer swells out of all proportion when unpacked ({detail}). Not used. Ask its "
            "administrator.",
        ),
        WRONG_KIND: Sentence(
            "答复的类型不对（{detail}），没有采用。请检查地址是否指向接口本身。",
            "An answer is of the wrong kind ({detail}). Not used. Check that the address is the "
            "interface's own.",
        ),
        ENCODING: Sentence(
            "答复的字符编码与声明不符（{detail}），没有采用，以免乱码进入索引。请主系统更正编码。",
            "The text of an answer is not in the encoding that it claims ({detail}). Not used, so "
            "that no garbled text comes in. The main system has to correct it.",
        ),
        BAD_JSON: Sentence(
            "答复不是正确的 JSON（{detail}），没有采用。",
            "An answer is no proper JSON ({detail}). Not used.",
        ),
        BAD_XML: Sentence(
            "答复不是正确的 XML（{detail}），没有采用。",
            "An answer is no proper XML ({detail}). Not used.",
        ),
        SCHEMA: Sentence(
            "主系统的数据格式变了，整页未采用：{detail}。请与对方核对接口。",
            "The data of the main system has changed its form, the page was not used: {detail}. "
            "Compare the interface with the other side.",
        ),
        LOOP: Sentence(
            "主系统反复返回同样的页（{detail}），已停止。请告知主系统管理员。",
            "The main system sends the same pages again and again ({detail}). Stopped. Tell its "
            "administrator.",
        ),
        RESTART: Sentence(
            "主系统的编号已重新开始（{detail}），将整体重新同步一次。",
            "The numbering of the main system has begun anew ({detail}). A whole sync follows.",
        ),
        REMOVALS_UNTOLD: Sentence(
            "该来源不告知删除，只有整体核对时才会发现被删除的档案。",
            "This source does not tell removals; they show only when everything is reconciled.",
        ),
    }
)


class PassingError(SourceError):
    """A trouble that may pass by itself; `after_s` is when the other side wants to be asked."""

    def __init__(self, code: str, detail: str = "", after_s: float | None = None) -> None:
        super().__init__(code, detail)
        self.after_s = after_s
