"""`motcua due START AMOUNT UNIT`, and `motcua due --stdin` for many."""

import json
import sys
from contextlib import suppress
from datetime import datetime

from django.utils.translation import gettext as _

from motcua.base.clock import ZONE
from motcua.base.errors import Refused
from motcua.worktime import queries
from motcua.worktime.management.speaking import SpeakingCommand
from motcua.worktime.rules import UNITS, shown


class Command(SpeakingCommand):
    help = "Tính ngày hẹn trả: từ lúc nào, bao lâu, đơn vị nào."

    def add_arguments(self, parser):
        parser.add_argument("start", nargs="?", help="lúc nhận, ví dụ 2026-11-23T09:00 (giờ Việt Nam)")
        parser.add_argument("amount", nargs="?", help="thời hạn, ví dụ 3")
        parser.add_argument("unit", nargs="?", help=", ".join(UNITS))
        parser.add_argument("--calendar", default="default", help="mã lịch làm việc (mặc định: default)")
        parser.add_argument("--explain", action="store_true", help="in từng dòng giải thích")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
        parser.add_argument("--stdin", action="store_true", help="đọc mỗi dòng một đối tượng JSON")

    def answer(self, options):
        if options["stdin"]:
            self._answer_lines(sys.stdin.buffer, options["calendar"])
        else:
            self._answer_one(options)

    def _answer_one(self, options):
        question = {"start": options["start"], "unit": options["unit"], "amount": options["amount"]}
        if question["amount"] is not None:
            question["amount"] = _number(question["amount"])
        due = _due(question, options["calendar"])
        if options["json"]:
            self.stdout.write(_json(_as_dict(due)))
            return
        self.stdout.write(due.due_at.isoformat())
        if options["explain"]:
            for line in due.lines:
                self.stdout.write(f"  {line.text} ({line.source})" if line.source else f"  {line.text}")

    def _answer_lines(self, lines, calendar):
        failures = 0
        for line in lines:
            try:
                answer = _as_dict(_due(_question(line), calendar))
            except Refused as refusal:
                failures += 1
                answer = {"error": str(refusal)}
            self.stdout.write(_json(answer))
            # The next question may wait for this answer.
            self.stdout.flush()
        if failures:
            sys.stderr.write(_("%(count)s dòng không tính được.") % {"count": failures} + "\n")
            sys.exit(1)


def _due(question, calendar):
    start, unit, amount = (question.get(name) for name in ("start", "unit", "amount"))
    if amount is None and unit == "same_day":
        amount = 1
    values = {"start": start, "amount": amount, "unit": unit}
    if missing := [name for name, value in values.items() if value is None]:
        raise Refused(_("Thiếu %(names)s.") % {"names": ", ".join(missing)})
    working_time = queries.current(question.get("calendar", calendar)).working_time
    return working_time.explain(_moment(start), amount, unit if isinstance(unit, str) else shown(unit))


def _question(line):
    try:
        question = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused(_("Không phải một đối tượng JSON.")) from error
    if not isinstance(question, dict):
        raise Refused(_("Không phải một đối tượng JSON."))
    return question


def _moment(text):
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) and len(text) > 10 else None
    except ValueError:
        moment = None
    if moment is None:
        raise Refused(_("Thời điểm phải viết dạng 2026-11-23T09:00; gặp %(value)s.") % {"value": shown(text)})
    return moment.replace(tzinfo=moment.tzinfo or ZONE)


def _number(text):
    for kind in (int, float):
        with suppress(ValueError):
            return kind(text)
    # Not a number: the rules say so.
    return text


def _as_dict(due):
    return {
        "due": due.due_at.isoformat(),
        "starts": due.starts_at.isoformat(),
        "lines": [line.as_dict() for line in due.lines],
    }


def _json(answer):
    return json.dumps(answer, ensure_ascii=False)
