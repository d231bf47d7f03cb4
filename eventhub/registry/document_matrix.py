"""Which documents a stall needs: kind of stall, goods and food handling → documents, as data an organiser may edit. Pure.

A matrix names documents for traits of stalls; a stall needs those of every trait it has. The default is what Chongqing
asks of a festival stall: 营业执照 of a trader, 食品经营许可证 or 小餐饮备案 where food is cooked, 小作坊登记 of a workshop,
摊贩备案信息公示卡 for street food, 健康证 for whoever handles food, 承诺达标合格证 for farm produce, nothing for crafts.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from eventhub.core.errors import BadInput
from eventhub.registry.documents import GoodsCategory, LicenceKind, Requirement, StallKind

Matrix = Mapping[str, Sequence[str]]

HANDLERS = "handlers"
KIND_TRAITS = {f"kind_{kind.value}": kind.label for kind in StallKind}
# The card of street food does not cover farm produce: such a stall is asked for what farm produce needs.
KIND_TRAITS["kind_street_food"] += "（卖土特产的不算）"
OTHER_TRAITS = {f"goods_{goods.value}": f"主要卖{goods.label}" for goods in GoodsCategory} | {
    HANDLERS: "有人碰没包装的吃食"
}
TRAITS = KIND_TRAITS | OTHER_TRAITS
DOCUMENTS = {
    "business": Requirement((LicenceKind.BUSINESS,)),
    "food": Requirement((LicenceKind.FOOD_OPERATION, LicenceKind.SMALL_CATERING)),
    "workshop": Requirement((LicenceKind.WORKSHOP,)),
    "street_food_card": Requirement((LicenceKind.STREET_FOOD_CARD,)),
    "produce": Requirement((LicenceKind.PRODUCE,)),
    "health": Requirement((LicenceKind.HEALTH,)),
}
# Who cooks or sells from a street-food stall touches food, whatever was ticked on the form.
DEFAULT_MATRIX: dict[str, list[str]] = {
    "kind_trader": ["business"],
    "kind_cooked_food": ["food", "health"],
    "kind_workshop": ["workshop"],
    "kind_street_food": ["street_food_card", "health"],
    "kind_farm": ["produce"],
    "goods_farm": ["produce"],
    HANDLERS: ["health"],
}


class MatrixError(BadInput):
    """The matrix can't be used as written. `code`: `document_matrix`."""

    default_code: ClassVar[str] = "document_matrix"


def read_matrix(value: Mapping[str, Sequence[Any]]) -> dict[str, list[str]]:
    """Check a matrix and bring it into the one form in which it is stored.

    Args:
        value: trait (key of `TRAITS`) → documents (keys of `DOCUMENTS`).

    Returns:
        The traits that ask for anything, in the order of `TRAITS`, their documents in that of `DOCUMENTS`.

    Raises:
        MatrixError: a trait or document that is not known. A matrix that is misread lets a stall in without its licence.
    """
    for trait, documents in value.items():
        if trait not in TRAITS:
            raise MatrixError(f"证照要求表里有不认识的一行“{trait}”，请刷新后重新勾。")
        unknown = next((document for document in documents if document not in DOCUMENTS), None)
        if unknown is not None:
            raise MatrixError(f"“{TRAITS[trait]}”里有不认识的证照“{unknown}”，请刷新后重新勾。")
    return {
        trait: [document for document in DOCUMENTS if document in value[trait]] for trait in TRAITS if value.get(trait)
    }


def required_documents(
    stall_kind: StallKind, category: str, handles_food: bool, matrix: Matrix = DEFAULT_MATRIX
) -> list[Requirement]:
    """List the documents a stall must show.

    Args:
        stall_kind: how the stall works.
        category: what it mainly sells, a `GoodsCategory` value.
        handles_food: whether anybody at the stall touches unpacked food.
        matrix: what is asked of whom; the default is the district's.

    Returns:
        Requirements in the order of `DOCUMENTS`, each once; empty where nothing is asked for (crafts).
    """
    traits = [f"goods_{category}"]
    if stall_kind is not StallKind.STREET_FOOD or category != GoodsCategory.FARM.value:
        traits.append(f"kind_{stall_kind.value}")
    if handles_food:
        traits.append(HANDLERS)
    asked = {document for trait in traits for document in matrix.get(trait, ())}
    return [need for document, need in DOCUMENTS.items() if document in asked]


def matrix_rows(matrix: Matrix) -> list[tuple[str, str]]:
    """Return the matrix for people to read: every kind of stall, then the other traits that ask for anything, each with
    its documents in words.
    """
    shown = [trait for trait in TRAITS if trait in KIND_TRAITS or matrix.get(trait)]
    return [(TRAITS[trait], document_words(matrix, trait)) for trait in shown]


def document_words(matrix: Matrix, trait: str) -> str:
    """Return what a matrix asks of a trait, in words: `营业执照、健康证`, or `不用` where nothing."""
    return "、".join(DOCUMENTS[document].label for document in matrix.get(trait, ())) or "不用"


def dropped_from_default(matrix: Matrix) -> list[tuple[str, str]]:
    """Return what the district asks for and the matrix does not, in words: trait, documents."""
    left = {trait: [key for key in keys if key not in matrix.get(trait, ())] for trait, keys in DEFAULT_MATRIX.items()}
    return [(TRAITS[trait], document_words(left, trait)) for trait, keys in left.items() if keys]
