"""What PDOK answered, recorded from its public services: facts of addresses, no persons."""

from typing import Any

EUROPALAAN_93: dict[str, Any] = {
    "bron": "BAG",
    "woonplaatscode": "3295",
    "type": "adres",
    "woonplaatsnaam": "Utrecht",
    "huis_nlt": "93",
    "openbareruimtetype": "Weg",
    "gemeentecode": "0344",
    "weergavenaam": "Europalaan 93, 3526KP Utrecht",
    "straatnaam_verkort": "Europaln",
    "id": "adr-bf54db721969487ed33ba84d9973c702",
    "gemeentenaam": "Utrecht",
    "identificatie": "0344010000006589-0344200000128086",
    "openbareruimte_id": "0344300000000177",
    "provinciecode": "PV26",
    "postcode": "3526KP",
    "provincienaam": "Utrecht",
    "centroide_ll": "POINT(5.10696041 52.06415055)",
    "nummeraanduiding_id": "0344200000128086",
    "adresseerbaarobject_id": "0344010000006589",
    "huisnummer": 93,
    "provincieafkorting": "UT",
    "centroide_rd": "POINT(135782.745 452910.011)",
    "straatnaam": "Europalaan",
    "gekoppeld_perceel": ["UTT00-R-364"],
}

EVERT_VAN_DE_BEEKSTRAAT: dict[str, Any] = {
    "type": "postcode",
    "woonplaatsnaam": "Schiphol",
    "gemeentecode": "0394",
    "weergavenaam": "Evert van de Beekstraat, 1118CP Schiphol",
    "id": "pcd-09770981e1b8842ea384e1ff1b3f32ee",
    "gemeentenaam": "Haarlemmermeer",
    "postcode": "1118CP",
    "centroide_ll": "POINT(4.74654356 52.3031994)",
    "centroide_rd": "POINT(111302.82 479662.782)",
    "straatnaam": "Evert van de Beekstraat",
}

LANGBROEK: dict[str, Any] = {
    "type": "woonplaats",
    "woonplaatscode": "1303",
    "woonplaatsnaam": "Langbroek",
    "gemeentecode": "0352",
    "weergavenaam": "Langbroek, Wijk bij Duurstede, Utrecht",
    "id": "wpl-0562d68d3ba1b866e6c787f2cab1ca56",
    "gemeentenaam": "Wijk bij Duurstede",
    "centroide_ll": "POINT(5.35005208 52.00328214)",
    "centroide_rd": "POINT(152448.962 446101.503)",
}

GEMEENTE_UTRECHT: dict[str, Any] = {
    "type": "gemeente",
    "identificatie": "0344",
    "gemeentecode": "0344",
    "weergavenaam": "Gemeente Utrecht",
    "id": "gem-df0ca8ab37eccea5217e2a13f74d2833",
    "gemeentenaam": "Utrecht",
    "centroide_ll": "POINT(5.0747543 52.09113798)",
    "centroide_rd": "POINT(133587.182 455921.594)",
}

# (longitude, latitude), (x, y): centroide_ll and centroide_rd of one answer each.
PAIRS = [
    ((5.10696041, 52.06415055), (135782.745, 452910.011)),
    ((4.74654356, 52.3031994), (111302.82, 479662.782)),
    ((5.35005208, 52.00328214), (152448.962, 446101.503)),
    ((5.0747543, 52.09113798), (133587.182, 455921.594)),
    ((5.86394184, 51.89276528), (187816.756, 433912.801)),
    ((4.64739941, 52.39738762), (104647.676, 490206.575)),
    ((5.07000962, 52.0266669), (133230.698, 448750.088)),
    ((5.40168265, 52.16646193), (155990.61, 464256.19)),
]

WITTE_DE_WITHSTRAAT_42A: dict[str, Any] = {
    "type": "Feature",
    "id": "690240c0-fc13-59d9-8e98-2ef441237a54",
    "properties": {
        "collection_id": "adres",
        "collection_version": 1,
        "display_name": "Witte de Withstraat 42A, 3012BR Rotterdam, Rotterdam (Zuid-Holland)",
    },
    "geometry": {"type": "Point", "coordinates": [4.477563182494074, 51.91559870274542]},
}
