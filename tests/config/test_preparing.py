from django.conf import settings
from django.template import engines

from motcua.base import sealing
from motcua.config import preparing


def test_frames_and_keys_are_loaded_before_the_workers_fork():
    (loader,) = engines["django"].engine.template_loaders
    loader.reset()
    sealing._keys.cache_clear()

    preparing.load()

    frames = {
        page.as_posix().rpartition("/templates/")[2] for page in settings.PACKAGE_DIR.rglob("base.html")
    }
    assert frames == set(preparing.FRAMES)
    assert frames <= set(loader.get_template_cache)
    assert sealing._keys.cache_info().currsize == 1
