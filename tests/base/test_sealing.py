from motcua.base.sealing import blind_index, seal, unseal


def test_a_sealed_value_is_read_back():
    assert unseal(seal("001189001234")) == "001189001234"


def test_sealing_twice_gives_two_texts_and_one_index():
    assert seal("001189001234") != seal("001189001234")
    assert blind_index("001189001234") == blind_index("001189001234")


def test_other_numbers_have_other_indexes():
    assert blind_index("001189001234") != blind_index("001189001235")


def test_the_index_depends_on_the_key(settings):
    before = blind_index("001189001234")

    settings.PERSONAL_DATA_KEY = "another key"

    assert blind_index("001189001234") != before


def test_nothing_stays_nothing():
    assert (seal(""), unseal(""), blind_index("")) == ("", "", "")
