"""The words of dates: months and weekdays in the languages of Western Europe, and the names of zones."""

from __future__ import annotations

import unicodedata

# One line a month. Danish, Dutch, English, French, German, Italian, Norwegian, Portuguese, Spanish, Swedish.
_MONTHS = """
jan january januar jänner januari janvier janv enero ene janeiro gennaio genn gen
feb february februar feber februari février févr fév febrero fevereiro fev febbraio febbr
mar march mär märz mrz maart mrt mars marzo março marts
apr april avril avr abril abr aprile
may mai mei mayo maio mag maggio magg maj
jun june juni juin junio junho giu giugno
jul july juli juillet juil julio julho lug luglio
aug august augustus augusti août aoû ago agosto
sep sept september septembre septiembre setiembre setembro set sett settembre
oct october okt oktober octobre octubre outubro out ott ottobre
nov november novembre noviembre novembro
dec december dez dezember décembre déc diciembre dic dezembro dicembre desember des
"""
_WEEKDAYS = """
mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday
mo montag di dienstag mi mittwoch do donnerstag fr freitag sa samstag sonnabend so sonntag
lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche
lunes martes mié miércoles jue jueves vie viernes sáb sábado dom domingo
seg segunda-feira segunda ter terça-feira terça qua quarta-feira quarta qui quinta-feira quinta sex sexta-feira sexta
lunedì martedì mercoledì gio giovedì venerdì sabato domenica
ma maandag dinsdag wo woensdag donderdag vr vrijdag za zaterdag zo zondag
mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag mån tis ons tor lör sön man tir lør søn
"""
ZONE = (
    r"(?:z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|utc|gmt|[ecmp][sd]t|ak[sd]t|hst|cest|cet|mesz|mez|west|wet|eest|eet|bst|ist"
    r"|msk|jst|kst|sgt|hkt|a[ce][sd]t|awst|nz[sd]t|brt|art|clt|cot|pet|sast|wat|eat|cat)"
)


def _bare(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))


# By the word in lower case, with and without its accents.
MONTHS = {
    form: number
    for number, line in enumerate(_MONTHS.split("\n")[1:-1], 1)
    for word in line.split()
    for form in (word, _bare(word), word.replace("ä", "ae"))
}
_FORMS = {form for word in _WEEKDAYS.split() for form in (word, _bare(word))}
WEEKDAY = "(?:" + "|".join(sorted(_FORMS, key=lambda word: (-len(word), word))) + ")"
