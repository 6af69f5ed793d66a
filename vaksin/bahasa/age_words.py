"""The words around an age: what announces one, who has one, and what only looks like one."""

from __future__ import annotations

import re

from vaksin.bahasa import kin_words, lexicon
from vaksin.bahasa.spans import Unit

# "umur", "umurnya", "umure", "baumua", "yuswana", "usianya", "berusia".
CUE = re.compile(
    r"(?:ba|ber|se)?(?:umur|umua|umor|umr|umu|usia|yuswa|yuswo|yusa)"
    r"(?:nya|ny|ku|q|mu|e|ne|na|no|nyo|ta|an|ipun|nipun)?"
)
UNITS = {
    word: unit
    for unit, row in {
        Unit.YEAR: "tahun thn th taun tahunan taong taon tahon thun thon tiban warsa warso thnan yo"
        " tahu tauun taunan yaon taung taen taonah tahunnya",
        Unit.MONTH: "bulan bln bl bulanan wulan sasi bulen bolan blnan bulann",
        Unit.WEEK: "minggu mgg mggu mnggu pekan mingguan",
        Unit.DAY: "hari hr hri",
    }.items()
    for word in row.split()
}
UNIT_NAMES = {Unit.MONTH: "bulan", Unit.WEEK: "minggu", Unit.DAY: "hari"}

# What may stand between "umur" and its number.
FILLERS = lexicon.words(
    "saya sy sya aku ak aq ku gw gue gua w ane kulo kula abdi ambo awak beta sa kami kita ulun"
    " tiang"
    " dia beliau nya ny sudah udah uda udh dah sdh so su wis wes tos alah baru br masih msh itu tu"
    " skrg skrng sekarang sekitar skitar sekitaran kira - kurang lebih lewat di atas diatas bawah"
    " dibawah dari adalah : = , ( mau hampir jalan menginjak genap pas ada udh lbh krg krng minimal"
    " min max maksimal mulai bayi anak anaknya ibu bapak nenek kakek yg yang antara ini sa ta"
    " mencapai udah sampai rata para nyaris meh arep ampir genep umur usia nya"
)
MOST_FILLERS = 5

# "Anak 5 tahun" and "bayi 2 bulan": beside these words even a small number is an age.
CHILDREN = lexicon.words(
    "anak anakku anaknya anak2 ank anake cucu cucuku cucunya bayi bayiku bayinya balita batita"
    " baduta dedek dede keponakan ponakan keponakanku ponakanku adik adek adikku adekku orok bocah"
    " kecil budak putra putri putraku putriku siswa murid sd tk paud infant si"
)
# A message about these speaks of babies, whose ages are counted in months.
BABY_TALK = CHILDREN | lexicon.words(
    "posyandu imunisasi polio campak bcg dpt pentabio rotavirus mpasi asi timbang tetes mr ipv opv"
    " pcv difteri hepatitis"
)
# People of whom an age is told without "umur" and without "tahun".
PERSONS = (
    kin_words.ALWAYS.keys() | kin_words.MOSTLY.keys() | kin_words.WITH_SIGN.keys()
) | lexicon.words(
    "beliau lansia manula sepuh dia orangnya orgnya putri mbahku ibuku bapakku mamaku papaku"
)
STATES = lexicon.words("sudah udah uda udh dah sdh so su wis wes tos alah baru br masih msh lah")
OWNERS = lexicon.words(
    "saya saye sy aku ku gw gue gua ane tiang kita beta sa ambo kulo abdi nyong"
    " inyong enyong ulun lon awak denai sayo"
)
AT_LEAST = lexicon.words("keatas kebawah up plus")
BOUNDS = lexicon.words(
    "genap dibawah diatas minimal maksimal mulai minim bawah atas khusus dibwh diats kurang lebih"
)

# "3 tahun lalu", "2 bulan lagi", "5 tahun sekali" measure time.
NOT_AN_AGE_BEFORE = lexicon.words(
    "lalu lagi lg lgi silam sekali kemudian terakhir kepungkur maneh deui belakangan setelah"
    " sesudah sebelum kmrn kemarin kemudian lamanya penjara kerja menikah nikah"
)
NOT_AN_AGE_AFTER = lexicon.words(
    "hamil kehamilan kandungan selama slama setiap tiap per jarak jeda interval dalam sejak berlaku"
    " tunggu nunggu setelah sesudah kontrak menikah nikah merokok tunda interval kerja bekerja usg"
    " jaraknya jedanya selang selisih beda garansi tinggal merantau trimester lamanya lama tahan"
    " efektif hamilnya gestasi janin hml"
)
# A bare number before one of these counts something else.
COUNTED = lexicon.words(
    "kali x hari jam menit orang org dosis persen ribu rb rbu juta jt derajat kg cm km minggu bulan"
    " kilo gram mg ml meter m detik kartu lembar nomor angka digit tiket antrian pagi siang sore"
    " malam wib wita wit % : / . an hr mnt bln mgg jm pax slot rumah anak nama sertifikat vaksin"
    " booster puskesmas macam tempat jenis tahap shift kk ktp nik lantai per"
)
# ... and a number after one of these is an hour, a date, a dose or a place in a queue.
NUMBERED = lexicon.words(
    "jam jm pukul pkl pk tgl tanggal no nomor nmr dosis ke rp rt rw antrian antrean urut ring tensi"
    " gula suhu vaksin booster - / . ke tahap angka pilih pilihan gang blok kelas lantai km hp wa"
    " bulan minggu tahun thn th + , covid ppkm level gelombang sesi klaster bpjs"
)
