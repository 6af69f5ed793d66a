"""How citizens say yes, no and stop, all over Indonesia, and what must not be taken for it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaksin.bahasa import replies
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.replies import Reply, is_stop, read_reply

YES = """
ya | Ya | YA | iya | Iya kak | iyaa | iyaaaaa | yaa | y | Y | ya. | ya! | ya min | ya pak
ya bu | iya mas | ya mbak | iya ka | iya kk | iya dok | iya gan | iya bang | ya admin
iya mimin | ya, kak | iya iya | ya ya ya | ok | oke | Oke min | okee | okeee kak | okay | okey
okeh | oke deh | okelah | oke siap | ok sip | okk | woke | boleh | boleh kak | boleh dong
boleh banget | bolehhh | blh | bole | boleh min makasih | setuju | stuju | se7 | saya setuju
iya saya setuju | sangat setuju | setuju sekali pak | aku setuju kak | betul | betul sekali
btul | benar | bener | bnr | iya bener | ya benar sekali | ya betul pak | sudah benar
sdh benar | udah bener kak | data sudah benar | datanya udah bener semua | sudah sesuai
sesuai | udah pas | memang benar | itu benar | iya data saya benar | siap | siap pak
siap min | siap 86 | sip | sipp | siiip | sip deh | gas | gasss | gaskeun | gaspol min | cus
kuy | yuk | ayo | lanjut | lanjut kak | lanjutkan | oke lanjut | mau | mau kak | mau dong
iya mau | iya mau banget | saya mau | mauuu | pengen | bersedia | saya bersedia
iya saya bersedia | sanggup | bisa | bisa pak | bisa kok | iya bisa | ada | iya ada | pernah
iya pernah | sudah | sudah kak | udah | udh min | sudah pernah | perlu | jadi | iya jadi
tentu | tentu saja | pasti | dengan senang hati | baik | baik pak | baik bu, terima kasih
baiklah | yes | yess | yup | yap | yep | fix | deal | iya makasih | ya terima kasih | ok thx
iya kak makasih banyak ya | oke suwun | boleh, terimakasih | iya tolong | iya tolong kak
selamat pagi, iya | assalamualaikum iya pak | halo kak iya | maaf, iya | alhamdulillah sudah
iya insyaallah | bismillah, ya | 👍 | 👍🏽 | 👍👍 | ✅ | ✔️ | 👌 | iya 👍
oke 🙏 | iya kak 😊 | ya🙏🙏
*ya* | "iya" | nggih | inggih | injih | njih | enggih pak | nggih mas | nggeh bu
nggih matur nuwun | monggo | monggo mas | sumangga | mangga | mangga kang | muhun | muhun teh
sumuhun | enya | heueuh | leres | sok atuh | hayu atuh | iyo | iyo uni | iyo bana | iyoi | yo
yo mas | yoi bro | yoi | io | io kaka | iye | iye' | iyé | iyek daeng | yo wis | yowes
yowis mas | ya udah | yaudah | yaudah deh | ya sudah kak | gelem | gelem mas | hayang | hoyong
handak | hakun | olo | olo lae | ho oh | ho'oh | hooh | he eh | ngiring | inggih ulun
iya, benar
"""
NO = """
tidak | Tidak | TIDAK | tidak kak | tdk | tidak pak | gak | ga | g | gk | nggak | ngga
enggak | engga | kagak | kaga | gaak | gaaaak | nggaaak | gak ah | gak deh | ga deh kak
gak dulu | nggak dulu ya | enggak ya kak | gak mau | nggak mau | gamau | ga mau ah | tidak mau
saya tidak mau | gak pengen | ogah | ogah ah | emoh | moh | moh aku | gausah | ga usah
ngga usah | gausah dulu | tidak usah | gak usah kak makasih | tidak perlu | gak perlu min
belum | blm | belom | belum kak | lom | belum pernah | blm pernah | belum ada | belum benar
belum sama sekali | durung | dereng | acan | jangan | jangan dulu | jgn | jangan ya kak
salah | ada yang salah | salah kak | datanya salah | data saya salah | keliru | bukan | bkn
bukan saya | bukan itu | itu salah | tidak setuju | saya tidak setuju | ga setuju | gasetuju
tidak bersedia | tidak sesuai | tidak benar | gak bener | tidak bisa | gabisa | gak ada
gaada | tidak ada | ga ada kak | tidak punya | gak punya | tidak boleh | ora | ora mas
ora gelem | mboten | mboten pak | teu | henteu | teu hoyong | teu kedah | ndak | ndak mau
ndak usah | indak | indak uni | indak nio | dak | idak | dak usah | kada | kada handak | tena
sonde | tra mau | trada | nenten | nyanda | tara mau | no | no kak | nope | ❌ | 👎 | ❌❌ | 🙅‍♀️
tidak, makasih | tidak makasih | enggak, terima kasih | maaf tidak | maaf kak gak bisa
tidak tidak | gak gak | saya keberatan | saya menolak | menolak | ya udah gak usah
tidak, belum pernah | bukan, salah
"""
STOP = """
batal | Batal | BATAL | batal aja | batal aja kak | batal deh | batal ya | batal dulu
batalin | batalin aja min | batalkan | saya mau batal | mau batal aja | minta batal
tolong batalkan | stop | stop dulu | stopp | setop | berhenti | berhenti dulu
saya mau berhenti | hentikan | keluar | keluar aja | mau keluar | gak jadi | ga jadi | gajadi
ga jadi deh | gak jadi kak makasih | tidak jadi | tdk jadi | nggak jadi daftar | ora sido
gak sido | teu janten | teu jadi | ndak jadi | indak jadi | dak jadi | kada jadi | tra jadi
mboten sios | udahan | udahan aja | udahan dulu | udah dulu ya | udah dulu deh
sudah dulu kak | nanti aja | nanti saja | ntar aja | nanti aja deh kak | lain kali
lain kali aja | kapan2 aja | kapan-kapan aja | cancel | cancel aja | exit | ulang dari awal
mulai dari awal | mulai ulang | ulangi dari awal ya | dari awal aja | restart | wurung
mandeg | eureun | ya udah batal aja | tidak, batal aja | gak jadi, batal aja | maaf batal
gak mau, keluar
"""
UNSURE = """
ya tapi mahal ga | iya tapi... | ya tapi kapan | boleh nanya dulu? | kalau iya gimana
ya gimana ya | ya Allah | ya ampun | ya udah sih terserah | bukan begitu, ya | makasih
terima kasih | makasih ya | terima kasih ya kak | iya? | ya? | oke? | beneran? | ok???
boleh? | bisa? | benar❓ | iya？ | tidak? | gak? | batal? | bisa batal? | stop? | boleh gak
bisa ga | mau gak ya | benar tidak | ya atau tidak | ya/tidak | iya nggak | ya gak | ya bukan
bener gak sih | iya sih | boleh sih | ya sih kak | ya kan | iya kan | emang iya | masa iya
oh iya | oh ya | oh gitu | hmm | hmm ya | terserah | terserah aja | bingung | gak tau | gatau
tidak tahu | ga paham | tidak yakin | ragu | entahlah | mungkin | kayaknya iya | kayaknya gak
gapapa | gpp | tidak apa-apa | gak masalah | tidak keberatan | tidak salah | gak salah
bukan salah | jangan batal | tidak batal | gak jadi batal | belum mau berhenti | ya batal
iya batalkan | oke batal aja | iya salah | ya jangan | ya belum | iya, tidak
tidak, sudah benar | 👍❌ | ya 🤔 | iya 😭 | ok 🙄 | ya :( | iya :'( | kak | min | pak | halo
halo kak | pagi | 🙏 | 😊 | | . | ... | !!! | 1 | 2 | 5 | k | p | tes | insyaallah | bismillah
iya kalau gratis | ya asal halal | ya kalo deket | mau tanya | mau tanya dulu | mau daftar
mau vaksin dimana | bisa besok | besok aja | sabtu aja | nama saya salah
namanya siapa | siti aminah | budi | sudah aja | udah deh | udah ah | sudahlah ya allah
sebentar | tunggu | bentar ya kak | iya bentar | nanti dulu bentar | Batalyon 5 | Stopiah
Yayan | Iyah Rukiyah | Okta | Siapta | Nofia | batalin jadwal vaksin saya tgl 5
batalkan jadwal saya | batal vaksin tgl 5 gimana | keluar darah | keluar kota
berhenti kirim pesan | stop notifikasi | kapan | kapan vaksin | apa itu | vaksin apa
iya vaksinnya apa dulu | y/n | 3174 | 08123 | menu | petugas | bantuan | jadi gimana
jadi berapa | ada apa | sudah belum | tak | mboten ngertos | piye iki | kumaha ieu teh
siap laksanakan | leren sik | moh tapi | ya moh | ra iso jane yo iso
"""


def _cases(table: str) -> list[str]:
    return [cell.strip() for row in table.strip().splitlines() for cell in row.split(" | ")]


EXAMPLES = [
    *((text, Reply.YES) for text in _cases(YES)),
    *((text, Reply.NO) for text in _cases(NO)),
    *((text, Reply.STOP) for text in _cases(STOP)),
    *((text, Reply.UNSURE) for text in _cases(UNSURE)),
]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_answer_is_read_as_people_mean_it(text: str, expected: Reply) -> None:
    assert read_reply(text) is expected


def test_examples_are_many_and_each_stands_once() -> None:
    texts = [text for text, _ in EXAMPLES]
    assert len(texts) >= 250
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("text", _cases(STOP))
def test_stop_words_leave_a_form_at_any_step(text: str) -> None:
    assert is_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "Batalyon 5",
        "Stopiah",
        "Jl. Batalyon no 3",
        "batalin jadwal vaksin saya tgl 5",
        "batalkan jadwal saya",
        "3174010101909001",
        "jl keluarga berencana",
        "puskesmas tebet",
        "besok aja",
        "tidak",
        "gak mau",
        "bisa batal?",
        "",
    ],
)
def test_answers_and_requests_are_no_stop(text: str) -> None:
    assert not is_stop(text)


def test_given_an_answer_on_two_lines_when_both_agree_then_it_counts() -> None:
    assert read_reply("iya kak\nbenar") is Reply.YES


def test_given_an_answer_on_two_lines_when_the_second_objects_then_it_is_open() -> None:
    assert read_reply("iya kak\ntapi mahal") is Reply.UNSURE


@given(st.text(max_size=80))
@example("\u200d")
@example("İ?")
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert read_reply(text) in Reply


_AFFIRMATIVES = st.sampled_from(_cases(YES))
_QUESTION_MARKS = st.sampled_from("?？؟❓")
_SURROUNDINGS = st.text(alphabet="abik .,!", max_size=12)


@given(_AFFIRMATIVES, _SURROUNDINGS, _QUESTION_MARKS)
def test_yes_with_a_question_mark_is_never_consent(yes: str, around: str, mark: str) -> None:
    assert read_reply(f"{around} {yes} {around}{mark}") is not Reply.YES


@given(_AFFIRMATIVES, st.sampled_from(["tapi", "asal", "kalau", "cuma", "kecuali", "soalnya"]))
def test_yes_with_an_objection_is_never_consent(yes: str, objection: str) -> None:
    assert read_reply(f"{yes} {objection} saya takut") is Reply.UNSURE


@given(_AFFIRMATIVES, st.sampled_from(["tidak", "gak", "jangan", "bukan", "belum"]))
def test_yes_before_a_negation_is_never_consent(yes: str, negation: str) -> None:
    assert read_reply(f"{yes} {negation}") is not Reply.YES


def test_every_listed_word_survives_normalisation() -> None:
    listed = {*map(" ".join, replies._PHRASES), *replies._IGNORED}
    assert {word for word in listed if normalise(word) != word} == set()
