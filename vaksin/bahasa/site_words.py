"""Words of which the names of vaccination sites are made, and those that end such a name."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from vaksin.bahasa.word_lists import word_set

_NEARLY_PUSKESMAS = 84
_SHORTEST_MISSPELT = 6

HOSPITALS = word_set(
    "rs rsu rsud rsup rsupn rsia rsab rsi rsj rsjd rsk rskia rsko rspad rspau rspal rsal rsad rsau"
    " rst rsgm rsgmp rsbp rsuk rsukd rsup rsad rsb rumkit rsakit rumahsakit rsiaa rsum rssa rsucm"
)
HEALTH_KINDS = HOSPITALS | word_set(
    "puskesmas pkm pusk puskes pskms pskm puskemas puskesms pkms puskesmaspembantu pustu polindes"
    " poskesdes posbindu posyandu klinik klinek clinic apotek apotik"
)
# Other buildings in which people are vaccinated.
OTHER_KINDS = word_set(
    "gor gedung gdg graha wisma aula stadion lapangan lap mall mal mol plaza masjid mesjid msjid"
    " musholla mushola langgar gereja pura vihara wihara klenteng kelenteng terminal stasiun"
    " bandara pelabuhan polres polsek polda polresta polrestabes polresto kodim koramil korem kodam"
    " lanud lantamal lanal univ universitas kampus istora hotel museum pendopo pendapa balaikota"
    " balaidesa rptra yonif kesdam sentra istana auditorium dinkes gelora gelanggang hall transmart"
    " hypermart pasar"
)
SCHOOLS = word_set("sdn smpn sman smkn mtsn sd smp sma smk")
# The second word, without which the first one is no kind of site.
SECOND_WORDS = {
    "rumah": word_set("sakit"),
    "rmh": word_set("sakit skt"),
    "balai": word_set("kota desa warga rw rt kampung banjar pertemuan kelurahan kecamatan rakyat"),
    "bale": word_set("banjar desa"),
    "kantor": word_set(
        "camat kecamatan kec kelurahan kel lurah desa bupati walikota gubernur dprd dinas nagari"
        " distrik polisi pos bpjs kapanewon keuchik"
    ),
    "sentra": word_set("vaksin vaksinasi vaksinnya"),
    "pos": word_set("kesehatan"),
    "gerai": word_set("vaksin vaksinasi"),
    "alun": word_set("alun"),
    "dinas": word_set("kesehatan"),
    "puskesmas": word_set("pembantu induk"),
    "wali": word_set("kota"),
}
NEEDS_SECOND = SECOND_WORDS.keys() - HEALTH_KINDS - OTHER_KINDS
# "Jogja Expo Center", "Siloam Hospital", "Aeon Mall": the kind comes last.
LAST_WORDS = word_set("hospital hospitals mall")
LAST_PAIRS = frozenset(
    (first, second)
    for first in ("expo", "convention", "medical", "trade", "town", "islamic", "sport", "civic")
    for second in ("center", "centre", "square", "hall")
)
# Known by their name alone.
LANDMARKS = word_set("jiexpo gbk istora jcc jec dbl")

# Words that do not make a name by themselves.
EMPTY_PARTS = word_set(
    "kecamatan kec kelurahan kel kota kab kabupaten desa umum daerah pembantu induk dr prof h hj st"
    " no nomor pusat swasta islam ibu anak dan bersalin jiwa kampung distrik propinsi provinsi"
    " vaksin vaksinasi negeri utama pratama khusus"
)
# Ordinary words that are parts of names.
NAME_PARTS = EMPTY_PARTS | word_set(
    "tni ad al au polri polisi militer sehat sentosa bunda medika pratama raya agung baru lama"
    " barat timur selatan utara tengah indah"
    " jaya sejahtera husada harapan kita kasih mulia melati mawar anggrek dahlia kenanga teratai"
    " flamboyan bougenville cempaka karya bakti bhakti nurul santo santa santa maria tni besar"
    " serbaguna pancasila merdeka bulan pasar minggu senen rebo kliwon jumat padang kebon jeruk"
    " sayang keluarga cinta permata hati mandiri abadi makmur damai setia sari asri putih merah"
    " hijau kuning mas intan mutiara bahagia satu dua tiga empat lima enam tujuh delapan sembilan"
    " i ii iii iv v vi vii viii ix x a b c d kimia farma gatot bayi bundaku kampus gajah negara"
    " pendidikan olahraga pahlawan pemuda seni budaya wanita pramuka haji mata paru jantung gigi"
    " kristen katolik panti rapih elisabeth advent muhammadiyah aisyiyah nu bhayangkara pelni"
    " pertamina grand city square park park center centre town expo convention hall sakti lestari"
    " kartini sudirman diponegoro sungai tanjung pulau bukit gunung batu air lubuk kuala muara"
    " ujung"
    " pantai teluk tanah kampung rawa pondok karang kota baru cipta nusa bina dok rumah cahaya"
    " sakinah amanah ananda amal berkah tiara mitra siaga sukma prima lavalette adi guna sumber"
    " waras rejo sumber suka sukamaju maju air terang putra putri dewi anak ulu ilir hulu hilir"
    " remaja"
)
# Never a part of a name, though no list of everyday words has them all.
STOPS = word_set(
    "terdekat trdekat tdekat deket dekat dkt swasta pemerintah rujukan lain lainnya sini sana situ"
    " setempat keliling mana manapun mn berapa brp apa apaan tsb tersebut tadi td itu tu ini ni nih"
    " nya yg yang di ke dari dr2 pada untuk utk buat bwt dan dengan dgn sama ama atau ato atw apa"
    " kah ga gak nggak ngga ndak nda dak kagak enggak tidak tdk tak ra ora teu henteu sonde tra"
    " trada"
    " tarada indak ko kok ya y yah kan sih dong deh lah loh lho kak kakak kk min admin pak bu mas"
    " mbak mba bang dok bos gan bro masih msh ada adakah buka tutup jam jm pukul tgl tanggal hari"
    " hr"
    " besok bsk lusa kemarin kmrn kemaren skrg sekarang nanti pagi siang sore malam senin selasa"
    " rabu kamis jumat sabtu ahad minggu udah udh sudah sdh dah su so wis wes tos belum blm bisa bs"
    " boleh blh iso tiasa pacak biso dapat dpt dapet mau mo mw pengen ingin handak arep bade karep"
    " katanya kata ktnya stok vaksin vaksinasi vaksinnya divaksin suntik disuntik dosis booster"
    " kuota"
    " antri antrian antriannya ngantri antre penuh full kosong habis abis ready tersedia melayani"
    " layani buat saya sy aku ak gw gue kita kami kulo abdi ambo beta sa tiang ulun gpp aja saja ae"
    " wae bae jak je jg juga lagi lg terus trus trs pas kalo klo kl kalau kalu kl karena krn"
    " soalnya"
    " nggih njih inggih nuwun ceunah mah teh atuh euy tuh toh to ta po ri ring nang neng ning teng"
    " wonten onok ono aya ade ado ada bae tulah tutuik alun lum durung dereng acan semua smua rame"
    " ramai sepi cuma hanya bukan minta pindah dipindah dipindahin terima nerima umum buka2 jauh"
    " kejauhan bagus kayak kyk seperti biar supaya tapi tp tpi sampai sampe hingga tiap setiap per"
    " orang org anak2 gratis bayar lewat via naik jalan parkir upacara sekolah kerja sekitar ruang"
    " lantai depan samping belakang sebelah blakang milik punya khusus bersama sakantenan dulu dl"
    " duluan tadi kmrin bangetnya banget bgt pun pula kapan kpn dimana dmn kemana gimana gmn siapa"
    " selalu sering pernah prnh langsung lsg tetap ttp kembali balik disuruh suruh slotnya"
    " dokternya"
    " petugas petugasnya satpam satpamnya bidan ksana sedang lagi nge buat serta plus via wib"
    " wita wit for the at and in on"
    " nyuntik tensi daftar ndaftar daftarin registrasi tanpa bawa pake pakai memakai tolong tlg"
    " plis"
    " thx makasih mksh trims suwun apakah jadi jd gaes guys bestie keburu jadwal jadwalnya cm only"
    " kayaknya kyknya rasanya ternyata trnyata maksud maksudnya kotor bersih lama lamaa cepet jelek"
    " jika bila agar oleh secara tentang biasanya syarat syaratnya pelayanan pendaftaran halal aman"
    " antara antar jemput tiba nyampe sampe dateng datang dtg engka pigi pi pergi pulang plg engga"
    " kena aktif bikin rombongan dadi isih inoe peu na pat kiban mo nyuntiknya ulang bareng gini"
    " gitu"
    " putus kase langganan tempat mane ape ndi endi sing onok bole bise dimintain baru2 kemarin2"
    " sepanjang jangan yaa yaaa sore2 pagi2 rusak bocor banjir jauhnya dimulai mulai selesai sampek"
    " sm daripada krna dimna dmna berangkat mampir ikut nunggu tunggu masuk keluar mungkin harus"
    " hrs wajib perlu kerjasama dianter nganter parkiran lokasi lokasinya alamat alamatnya telepon"
    " telp hp wa cp walau walaupun meski meskipun padahal sedangkan asal asalkan sambil fix eh ehh"
    " kepingin kepengin pingin malah koma titik macam macem macet ribut trus"
    " wah duh aduh oh nah hehe wkwk haha atanapi sareng sareung atawa utawi utawa mugi kalih"
    " enjing enjang tabuh pukua"
    " biyen saiki ayeuna kiwari pajan pane dima ambek karo jeung sebelum sblm sesudah setelah"
    " sementara selama sejak sebab malah makanya jadinya cukup ketemu kemudian lalu trs mendadak"
)
# Parts of names that mostly are days: only behind "pasar", or as the whole name, do they name.
CALENDAR_WORDS = word_set(
    "bulan minggu senen senin selasa slasa rebo rabu kemis kamis jumat jumuah sabtu setu ahad"
    " kliwon pon wage legi pahing"
)
BEFORE_CALENDAR_WORDS = word_set("pasar pasa peken padang bukit")
TIME_SIGNS = word_set("depan dpn ini ni iki lalu kemarin kmrn kemaren besok bsk nanti")
# "Disuruh", "dipindahin", "mengadakan": verbs end a name too.
VERB = re.compile(r"(?:di[^aeiou\W]\w{3,}(?:in|kan|i)|me(?:ng|ny|m)\w{4,}(?:i|kan)|nge\w{4,})")
# "Ditutup", "berlaku": a prefix before an everyday word.
PREFIXED = re.compile(r"(?:di|ber|ter|me|mem|men|meng)([a-z]{4,})")
_ROMAN = re.compile(r"(?:i{1,3}|iv|vi{0,3}|ix|x)")


def is_kind(word: str) -> bool:
    """Whether a word names a kind of site, "puskesmas" also with a typo."""
    return word in HEALTH_KINDS or word in OTHER_KINDS or is_nearly_puskesmas(word)


@lru_cache(maxsize=20_000)
def is_nearly_puskesmas(word: str) -> bool:
    """Whether a word is "puskesmas" misspelt ("puskesmes", "puskemas")."""
    if len(word) < _SHORTEST_MISSPELT or word[0] != "p":
        return False
    return fuzz.ratio(word, "puskesmas") >= _NEARLY_PUSKESMAS


def is_number(word: str) -> bool:
    """Whether a word may be the number of a site: "2", "12", "II"."""
    return (word.isdecimal() and len(word) <= 2) or _ROMAN.fullmatch(word) is not None
