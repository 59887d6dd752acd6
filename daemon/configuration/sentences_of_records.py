"""The sentences about the sources and outboxes of records."""

from .sentence import Sentence

RECORDS = {
    "records_other_kind": Sentence(
        "只有 kind 为 {kinds} 时才用这一项；请删去它，或改 kind",
        "is used only where kind is {kinds}; remove it or change the kind",
    ),
    "records_two_logins": Sentence(
        "token_credential 和 username 只能用一种；请删去一个",
        "can't be used beside username; keep one of the two",
    ),
    "records_no_ca": Sentence(
        "https 来源必须写明 CA 证书文件，证书被换时才能发现；请补上 ca_file",
        "a source over https needs its certificate authority, so that another certificate is "
        "noticed; add ca_file",
    ),
    "records_in_clear": Sentence(
        "http:// 会把凭据明文传到网络上；请改用 https://，确实只能这样时写 plain_http = true",
        "http:// sends it over the network in the clear; use https://, or write "
        "plain_http = true where that can't be",
    ),
    "records_shared_folder": Sentence(
        "文件夹 {value} 已属于另一个来源；每个来源要有自己的文件夹",
        "the folder {value} belongs to another source; give each a folder of its own",
    ),
    "records_outbox_folder": Sentence(
        "文件夹 {value} 已用于另一个来源或去向；登记内容请另用一个文件夹",
        "the folder {value} is used by another source or outbox; give the local facts one of "
        "their own",
    ),
    "oai_set": Sentence(
        "{value} 不是 OAI-PMH 集合名；请照对方 ListSets 的写法",
        "{value} is no OAI-PMH set; write it as the repository lists it (ListSets)",
    ),
}
