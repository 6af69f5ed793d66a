"""Words that say nothing of the matter: how citizens address the assistant, greet and thank.

All in the form that `normalise` gives them.
"""

from __future__ import annotations

from vaksin.bahasa.word_lists import word_set

ADDRESS_WORDS = word_set(
    "min admin kak kakak ka kk mas mbak pak bapak bu ibu bun bund bunda dok dokter sus suster "
    "gan agan bang abang bro bray sis sist om tante dek dik adik neng teh teteh aa kang akang cak "
    "ning uni ajo bli gek daeng puang bos boss bosku bosque sob say lae ito pace mace nak petugas "
    "bestie"
)
THANKS = word_set("terima kasih banyak matur")
GREETINGS = word_set(
    "halo hai assalamualaikum waalaikumsalam selamat pagi siang sore malam permisi maaf horas "
    "sampurasun"
)
PARTICLES = word_set("dong deh euy nah mantap oi oy we")
