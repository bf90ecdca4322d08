"""Sentences that need no number and no name, put in their language when a template is compiled: a
page says a hundred of them each time it is drawn."""

from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from service.pages.languages import translations


class InOneLanguage(Environment):
    """An environment whose templates are compiled for readers of one language."""

    def __init__(self, language: str, **options: Any) -> None:
        """`language` is one of `languages.LANGUAGES`."""
        super().__init__(**options)
        self.language = language

    def _generate(self, source: nodes.Template, *given: Any, **named: Any) -> str:
        """The hook that Jinja has for this."""
        return super()._generate(Said(self.language).visit(source), *given, **named)


class Said(NodeTransformer):
    """Puts a constant where `_("a sentence")` stood; what has a number or a name is said when the
    page is drawn."""

    def __init__(self, language: str) -> None:
        """`language` is one of `languages.LANGUAGES`."""
        self._say = translations(language).gettext

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802  (by the name of the node)
        """A percent sign is written twice, as in sentences with a name."""
        self.generic_visit(call)
        if not (isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext")):
            return call
        if call.kwargs or len(call.args) != 1 or not isinstance(call.args[0], nodes.Const):
            return call
        said = Markup(self._say(call.args[0].value) % {})
        return nodes.Const(said, lineno=call.lineno)
