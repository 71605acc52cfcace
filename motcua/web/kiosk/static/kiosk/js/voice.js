// Reads calls aloud in Vietnamese, each twice, never two at once: bells, then the browser's own voice where it
// has a Vietnamese one, else the recorded words beside this script (scripts/voice.py makes them).
"use strict";

const voice = (function () {
  const body = document.body;
  const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
  const LETTERS = {
    A: "a", B: "bê", C: "xê", D: "dê", E: "e", F: "ép", G: "gờ", H: "hát", I: "i", J: "gi", K: "ca", L: "lờ", M: "mờ",
    N: "nờ", O: "o", P: "pê", Q: "quy", R: "rờ", S: "ét", T: "tê", U: "u", V: "vê", W: "vê kép", X: "ích", Y: "i dài", Z: "dét"
  };
  const LONGEST = 15000;
  let last = Promise.resolve();

  // Numbers of counters as they are said: five, eleven, twenty-one; of tickets digit by digit.
  function number(value) {
    if (value < 10) return DIGITS[value];
    if (value > 99) return String(value).split("").map(Number).map(function (one) { return DIGITS[one]; }).join(" ");
    const tens = Math.floor(value / 10), ones = value % 10;
    const last = ones === 0 ? "" : ones === 5 ? "lăm" : ones === 1 && tens > 1 ? "mốt" : DIGITS[ones];
    return ((tens === 1 ? "mười" : DIGITS[tens] + " mươi") + " " + last).trim();
  }
  function spelled(code) {
    return code.split("").map(function (one) { return LETTERS[one] || DIGITS[Number(one)]; });
  }
  function words(call) {
    return "Mời số " + spelled(call.code).join(" ") + ", đến quầy số " + number(call.counter) + ".";
  }
  function caption(call) {
    return "Mời số " + call.code + " đến quầy " + call.counter;
  }

  function speakerOf(language) {
    if (typeof speechSynthesis === "undefined") return null;
    return speechSynthesis.getVoices().find(function (one) {
      return one.lang.toLowerCase().indexOf(language) === 0;
    }) || null;
  }
  function speak(text, speaker) {
    return new Promise(function (resolve, reject) {
      const said = new SpeechSynthesisUtterance(text);
      said.voice = speaker;
      said.lang = speaker.lang;
      said.rate = 0.9;
      said.onend = resolve;
      said.onerror = reject;
      speechSynthesis.speak(said);
    });
  }

  // Recorded words: one file a word, played one after another by one player.
  function files(call) {
    const counter = number(call.counter).split(" ");
    return ["moi-so"].concat(call.code.split("").map(function (one) {
      return /[A-Z]/.test(one) ? "chu-" + one.toLowerCase() : "so-" + one;
    }), ["den-quay-so"], counter.map(function (one) { return FILES[one]; }));
  }
  const FILES = { "mười": "muoi-10", "mươi": "muoi", "mốt": "mot-1", "lăm": "lam-5" };
  DIGITS.forEach(function (one, at) { FILES[one] = "so-" + at; });
  const player = typeof Audio === "undefined" ? null : new Audio();
  function play(name) {
    return new Promise(function (resolve, reject) {
      player.onended = resolve;
      player.onerror = reject;
      player.src = body.dataset.voice + name + ".ogg";
      const begun = player.play();
      if (begun) begun.catch(reject);
    });
  }
  function record(names) {
    return names.reduce(function (before, name) {
      return before.then(function () { return play(name); });
    }, Promise.resolve());
  }

  function once(call) {
    const speaker = speakerOf("vi");
    return bells.ring().then(function () { return speaker ? speak(words(call), speaker) : record(files(call)); });
  }
  function bounded(said) {
    return Promise.race([said, new Promise(function (resolve) { setTimeout(resolve, LONGEST); })]);
  }
  // Resolves when the call has been read; the next one waits for it, whatever happened to it.
  function read(call, times) {
    const mine = last.then(function () {
      let said = Promise.resolve();
      for (let at = 0; at < times; at += 1) said = said.then(function () { return bounded(once(call)); });
      return said.then(function () { mute(false); }, function () { mute(true); });
    });
    last = mine.catch(function () {});
    return mine;
  }

  // A text of a page, in its language; where no voice speaks it, the clips that say the same.
  function say(text, language, clips) {
    const speaker = speakerOf(language);
    return speaker ? speak(text, speaker) : record(clips);
  }
  function stop() {
    if (typeof speechSynthesis !== "undefined") speechSynthesis.cancel();
    if (player) { player.onended = null; player.pause(); }
  }
  function letters(code) { return files({ code: code, counter: 0 }).slice(1, 1 + code.length); }

  // Some browsers make no sound before somebody has touched the page: then the board says so.
  function mute(is) {
    const button = document.querySelector("[data-mute]");
    if (button) button.hidden = !is;
  }
  const button = document.querySelector("[data-mute]");
  if (button) {
    bells.ready().catch(function () { mute(true); });
    button.addEventListener("click", function () { bells.ring().then(function () { mute(false); }); });
  }
  return { read: read, say: say, stop: stop, letters: letters, caption: caption, words: words, number: number };
})();
