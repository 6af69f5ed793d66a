"""Words for relatives and acquaintances from Aceh to Papua, and the words that tell whose they are.

Three sorts: words that only ever mean a relative ("nenek"), words that parents are called by but
that hardly anybody calls the assistant ("mamah"), and words that mostly address it ("ibu", "kak").
"""

from __future__ import annotations

from enum import Enum

from vaksin.bahasa.word_lists import word_set


class Relation(Enum):
    """How the person to be vaccinated is related to the citizen who writes."""

    IBU = "ibu"
    AYAH = "ayah"
    PASANGAN = "pasangan"
    """Husband or wife."""
    ANAK = "anak"
    KAKEK_NENEK = "kakek_nenek"
    SAUDARA = "saudara"
    """Brother, sister or cousin."""
    TETANGGA = "tetangga"
    LAINNYA = "lainnya"
    """In-laws, grandchildren, uncles, friends, staff and parents named together."""


def _by_word(rows: dict[Relation, str]) -> dict[str, Relation]:
    return {word: relation for relation, row in rows.items() for word in row.split()}


# Nobody addresses the assistant with these.
ALWAYS = _by_word({
    Relation.IBU: "ibunda nyokap nyokab emak mamake enyak ibue ibuke simbok biyung mboke emakku"
    " indung mamaq inaq mandeh bundo mamak maknyak memeku inangku indok induak umak inanguda"
    " mbokne ebhuk embu",
    Relation.AYAH: "bokap bokab ayah ayahanda ayahnda babeh bapake bapaq bapane etta bapae pakne"
    " mamiq amaq abah walid abuya ebak ubak apak yanda abak amanguda ramane romone eppak eppaku"
    " tetta abahe",
    Relation.PASANGAN: "suami istri isteri bojo bini binik misua salaki pamajikan garwo garwa"
    " pasangan paitua maitua tunangan kurenan semame senine swami istriku suamiku",
    Relation.ANAK: "anakku anakq anake anakke anakne",
    Relation.KAKEK_NENEK: "kakek nenek mbah embah simbah mbahe eyang kakung uti yangti yangkung oma"
    " opa opung ompung oppung inyiak inyik anduang datuk atuk datok ninik nini aki enin engkong"
    " ngkong nene pekak dadong niang papuq kakiang embahe mbahku akung tetek nenekda"
    " abusyik misyik nekgam yai puaji anduangku gaek kaek kakekku nenekku",
    Relation.SAUDARA: "sepupu misan sedulur dulur dunsanak mbakyu mbakyune kangmas adine"
    " adhine adike adikne adoe andik anrik",
    Relation.TETANGGA: "tetangga tonggo tatanggo tatangga jiran tangga-tangga",
    Relation.LAINNYA: "mertua mertuo maratuo morotuo martua besan menantu mantu minantu cucu cucuku"
    " keponakan ponakan kemenakan kamanakan ponaan paman pakde pakdhe bude budhe paklik paklek"
    " bulik bulek uwa uwak wak pakwo makwo etek nantulang namboru amangboru pakcik makcik acil"
    " julak encik encim encek encang encing mbokde mbokdhe maktuo paktuo makdang pakdang pakwe"
    " makwe mangcik bicik maktua paktua inanguda amanguda inangtua bapauda bapatua mamatua"
    " ortu ipar teman temen temenku temanku kawan konco kanca kancaku"
    " sahabat sohib gebetan pacar pacarku kerabat ponakanku orangtua ortuku bibi bibik bibiku",
})  # fmt: skip

# Mostly of one's own people; at the end of a message, or after "makasih", an address.
MOSTLY = _by_word({
    Relation.IBU: "ibuk ibuku mama mamah mami mak umi ummi umik inang ina meme bunda amak amai ema"
    " biang biyang umma nande",
    Relation.AYAH: "papa papah papi papih abi bapa amang babe abua ambe aba ajung buya bapaku",
    Relation.KAKEK_NENEK: "tete kai nyai",
    Relation.SAUDARA: "cici koko ading adiak",
    Relation.LAINNYA: "om oom tante tanta mamang amangtua bou acik",
})  # fmt: skip

# Mostly addresses, and general words: they need a sign of kinship.
WITH_SIGN = _by_word({
    Relation.IBU: "ibu mbok mace uma",
    Relation.PASANGAN: "laki",
    Relation.AYAH: "bapak bpk pace babah aji ame",
    Relation.ANAK: "anak ank putra putri anak2 budak bocah bungsu sulung bayi",
    Relation.SAUDARA: "adik adek ade adi adk dek adhi kakak kaka kakang abang abg saudara saudari"
    " sodara"
    " rayi uni uda ajo akang teteh cece embok ayuk yayuk empok mpok",
    Relation.LAINNYA: "kenalan karyawan pembantu art prt sopir supir majikan murid siswa"
    " keluarga rencang kolega rekan tulang",
})  # fmt: skip

# "adik ipar" and "bapak mertua" are one relative, and another one than their first word.
IN_LAW = word_set("mertua ipar mertuo tua tuo ade tuek tuwa")
KINDS = word_set(
    "kandung tiri angkat bungsu sulung doli putri kakung kakungku dewe sepupu bapak putrinya asuh"
    " istri"
)
# "orang tua", "wong tuaku", "si kecil", "buah hati", "calon suami": two words, one relative.
PAIRS = {
    ("orang", "tua"): Relation.LAINNYA,
    ("orang", "tuaku"): Relation.LAINNYA,
    ("wong", "tuo"): Relation.LAINNYA,
    ("wong", "tuwa"): Relation.LAINNYA,
    ("wong", "tua"): Relation.LAINNYA,
    ("wong", "tuaku"): Relation.LAINNYA,
    ("wong", "tuwaku"): Relation.LAINNYA,
    ("urang", "gaek"): Relation.LAINNYA,
    ("si", "kecil"): Relation.ANAK,
    ("buah", "hati"): Relation.ANAK,
    ("calon", "suami"): Relation.PASANGAN,
    ("calon", "istri"): Relation.PASANGAN,
    ("orang", "rumah"): Relation.PASANGAN,
    ("pak", "de"): Relation.LAINNYA,
    ("bu", "de"): Relation.LAINNYA,
    ("pak", "lek"): Relation.LAINNYA,
    ("bu", "lek"): Relation.LAINNYA,
    ("pak", "lik"): Relation.LAINNYA,
    ("bu", "lik"): Relation.LAINNYA,
    ("pak", "tuo"): Relation.LAINNYA,
    ("mak", "tuo"): Relation.LAINNYA,
    ("mak", "cik"): Relation.LAINNYA,
    ("pak", "cik"): Relation.LAINNYA,
    ("mak", "etek"): Relation.LAINNYA,
    ("mak", "uwo"): Relation.LAINNYA,
    ("mama", "tua"): Relation.LAINNYA,
    ("mama", "ade"): Relation.LAINNYA,
    ("bapa", "tua"): Relation.LAINNYA,
    ("bapa", "ade"): Relation.LAINNYA,
    ("bapak", "tua"): Relation.LAINNYA,
    ("inang", "tua"): Relation.LAINNYA,
    ("bapak", "mertua"): Relation.LAINNYA,
    ("ibu", "mertua"): Relation.LAINNYA,
}

OWNERS = word_set(
    "saya sy sya aku ak aq ku q gw gue gua gwe w wa ane ana kulo kula abdi kuring ambo awak awk den"
    " denai beta b sa kami ulun nyong inyong enyong tiang tiange titiang icang cang lon loen ulon"
    " kame sayo aye eke reang engko engkok sengko sabe kita kt ogut eug gweh dalem kandung"
)
OWNED = word_set("pu punya pung pe pun puna pnya")
NOT_A_GROUP = word_set("hamil menyusui rumah admin petugas bidan dokter kader lurah rt muda guru")
BEFORE = word_set(
    "buat utk untuk bwt nik hp wa nomor no nmr nomer nope data jemput bawa ajak antar anter"
    " anterin antarkan antarin temenin temani nganter dampingin dampingi titip daftarin daftarkan"
    " mendaftarkan daftarke dftrin dftarin daptarkeun ndaftarke ngedaftarin daftarno ndaftarno"
    " vaksinin vaksinkan punya kangge kanggo kontak umur usia yuswa umure ktp kk kata kasian"
    " kasihan"
    " tiket punyanya jadwal nama jenenge rumah bareng sama karo ngajak dr tuk"
    " soalnya nungguin jagain"
)
GREETINGS = word_set(
    "pagi siang sore malam halo hallo hai kasih makasih thanks permisi misi nuhun suwun terimakasih"
    " selamat dear tra trima maaf mohon tolong tlg dengan yth kepada salam tabe ijin izin"
)
# "Untuk anak di bawah 5 tahun" is about children in general.
CHILDREN = word_set("anak ank anak2 bayi budak bocah siswa murid karyawan")
LIST_JOINTS = word_set("sama dan dn sm & karo jeung sareng sarta serta plus ambek")
# Both together address people: "bapak dan ibu".
PARENTS = word_set("ibu bapak bpk")
NO_CUE_FOR_CHILDREN = word_set(
    "buat utk untuk bwt umur usia yuswa umure data jadwal kata kangge tuk"
)
ASKING = word_set("tanya bertanya nanya konfirmasi bingung")
WISHES = word_set("mau ingin pengen mo mw izin ijin numpang boleh")
CLERKS = word_set("bidan dokter lurah camat kader haji rt rw petugas mantri guru ustad")
