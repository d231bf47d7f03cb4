"""The form of the documents a call asks for: a row of boxes to tick for each trait of stalls."""

from typing import Any

from eventhub.applications.models import Call
from eventhub.core.form_fields import ChooseSome
from eventhub.core.forms import VersionedForm
from eventhub.registry.document_matrix import DOCUMENTS, KIND_TRAITS, OTHER_TRAITS, TRAITS


class DocumentsForm(VersionedForm):
    """What is asked of whom. A field for each trait of stalls is added below, named by its key."""

    def matrix(self) -> dict[str, list[str]]:
        """Return what was ticked: trait → documents."""
        return {trait: self[trait].data for trait in TRAITS}

    @property
    def kind_fields(self) -> list[Any]:
        """A field for each kind of stall."""
        return [self[trait] for trait in KIND_TRAITS]

    @property
    def other_fields(self) -> list[Any]:
        """A field for each thing that asks for more, whatever the kind of stall."""
        return [self[trait] for trait in OTHER_TRAITS]


for _trait, _label in TRAITS.items():
    setattr(DocumentsForm, _trait, ChooseSome(_label, [(key, need.label) for key, need in DOCUMENTS.items()]))


def documents_form(call: Call) -> DocumentsForm:
    """Return the form as the call stands."""
    return DocumentsForm(data={"version": call.version, **call.documents})
