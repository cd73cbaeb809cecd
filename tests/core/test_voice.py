"""How a shop speaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.voice import BANNED_COUNT, BANNED_LENGTH, SENDER_LENGTH, STORY_LENGTH, Voice

WORD = st.text(min_size=1, max_size=BANNED_LENGTH).filter(lambda word: word == word.strip())
VOICES = st.builds(
    Voice,
    sender=st.text(st.characters(exclude_categories=("C", "Z")), max_size=SENDER_LENGTH),
    words=st.text(max_size=400),
    story=st.text(max_size=400),
    banned=st.lists(WORD, max_size=5).map(tuple),
)


@given(VOICES)
def test_a_voice_is_stored_and_read_as_it_was(voice):
    assert Voice.of(voice.plain()) == voice


def test_nothing_written_down_is_an_empty_voice():
    assert Voice.of({}) == Voice() == Voice("", "", "", ())


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"sender": "a" * 81}, "sender has 81 characters"),
        ({"sender": "Hana\nBcc: all@example.jp"}, "one line"),
        ({"words": "a" * 401}, "words has 401"),
        ({"story": "a" * (STORY_LENGTH + 1)}, "story has"),
        ({"banned": ("",)}, "1..40"),
        ({"banned": (" best",)}, "1..40"),
        ({"banned": ("a" * 41,)}, "1..40"),
        ({"banned": tuple(str(n) for n in range(BANNED_COUNT + 1))}, "201 words"),
    ],
)
def test_what_no_text_could_use_is_refused(wrong, rule):
    with pytest.raises(ValueError, match=rule):
        Voice(**wrong)
