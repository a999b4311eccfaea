"""Short forms of first names, so that "kate" in an address matches Katherine."""

from typing import Final

_FORMS: Final = """
    alexander alexandra alex sandy sasha xander
    andrew andy drew
    anthony tony
    barbara barb babs
    benjamin ben
    bridget bridie biddy
    catherine katherine kathryn catharine cath kath cathy kathy kate katie kat
    charles charlie chas
    charlotte charlie lottie
    christine christina chris tina chrissie
    christopher chris kit
    daniel dan danny
    david dave davey
    deborah debra deb debbie debs
    dorothy dot dottie
    edward ed eddie ted ned
    eleanor ellie nell nora
    elizabeth elisabeth liz lizzie beth betty eliza libby
    emily em emmy
    francesca fran frankie
    frances fran frankie
    francis frank frankie
    frederick fred freddie
    gabrielle gabby
    geoffrey jeffrey geoff jeff
    gerald gerry
    gillian gill jill
    gregory greg
    harold harry
    helen nell
    henry harry
    isabel isabelle isobel izzy bella
    jacqueline jackie jacqui
    james jim jamie jimmy
    janet jan
    jennifer jen jenny
    jessica jess jessie
    joanne joanna jo
    john jack johnny
    jonathan jon jonny
    joseph joe joey
    josephine jo josie
    judith judy jude
    julia julie jules
    kenneth ken kenny
    kimberley kim
    laurence lawrence larry laurie
    leonard len
    louise lou
    margaret maggie meg peggy marge
    martin marty
    matthew matt
    maureen mo
    michael mike mick mickey
    michelle shell
    mohammed muhammad mohamed mo
    natalie nat
    nathaniel nathan nat
    nicholas nick nicky
    nicola nicky nicki nic
    oliver ollie olly
    pamela pam
    patricia pat patsy trish tricia
    patrick pat paddy
    penelope penny
    peter pete
    philip phillip phil
    philippa pippa pip
    raymond ray
    rebecca becky becca bex
    richard rich rick dick ricky
    robert rob bob bobby robbie bert
    roderick rod
    rosemary rose rosie
    ronald ron
    samantha sam
    samuel sam
    sarah sally sara
    simon si
    stephanie steph
    steven stephen steve
    stuart stewart stu
    susan suzanne sue susie
    teresa theresa terry tess
    terence terry
    thomas tom tommy
    timothy tim
    tobias toby
    valerie val
    victoria vicky vicki tori
    vincent vince
    vivienne viv
    william will bill billy liam
    yvonne von
    zachary zac zak
"""

_SETS: Final[dict[str, set[int]]] = {}
for _number, _line in enumerate(_FORMS.strip().splitlines()):
    for _form in _line.split():
        _SETS.setdefault(_form, set()).add(_number)

_SHORTEST_BEGINNING: Final = 3


def are_forms_of_one_name(one: str, other: str) -> bool:
    """Whether two lower-case first names are equal or variants, or one begins with the other."""
    if one == other or (_SETS.get(one, set()) & _SETS.get(other, set())):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST_BEGINNING and long.startswith(short)
