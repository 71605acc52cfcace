"""What is said about a dossier: the counter's page of it, writing, and the files that came with it."""

from motcua.web.desk.posts import may_do
from motcua.web.ui.exchange_pages import file_of, page_of

page = page_of("desk", more=may_do)
file = file_of("desk")
