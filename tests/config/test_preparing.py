from django.conf import settings
from django.template import engines

from motcua.config import preparing


def test_every_page_of_the_product_is_loaded_before_the_workers_fork():
    engines["django"].engine.template_loaders[0].reset()

    count = preparing.load()

    written = {
        path.as_posix().rpartition("/templates/")[2]
        for path in settings.PACKAGE_DIR.rglob("templates/**/*.html")
    }
    assert count == len(written)
    assert written <= set(engines["django"].engine.template_loaders[0].get_template_cache)
