"""Every act of officers on a dossier, in the order in which its page offers them."""

from motcua.web.cases.acts.act import Act, ActForm
from motcua.web.cases.acts.endings import ENDINGS
from motcua.web.cases.acts.opinions import OPINIONS
from motcua.web.cases.acts.pauses import PAUSES
from motcua.web.cases.acts.promises import PROMISES
from motcua.web.cases.acts.road import ROAD

ACTS: tuple[Act, ...] = (*ROAD, *PAUSES, *OPINIONS, *PROMISES, *ENDINGS)
# Letter, what it does: for the sheet of keys.
KEYS = [(act.key, act.keyed or act.label) for act in ACTS if act.key]

__all__ = ["ACTS", "KEYS", "Act", "ActForm"]
