// Two bells, drawn by the browser itself: no file, every phone can do it once somebody has touched the page.
"use strict";

const bells = (function () {
  const Context = window.AudioContext || window.webkitAudioContext;
  let context = null;

  function ready() {
    if (!Context) return Promise.reject(new Error("no sound"));
    if (!context) context = new Context();
    return context.state === "running" ? Promise.resolve() : Promise.race([
      context.resume(), new Promise(function (resolve, reject) { setTimeout(reject, 400, new Error("silent")); })
    ]);
  }
  function strike(frequency, at) {
    const tone = context.createOscillator(), loud = context.createGain();
    tone.frequency.value = frequency;
    loud.gain.setValueAtTime(0.0001, at);
    loud.gain.exponentialRampToValueAtTime(0.5, at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.8);
    tone.connect(loud);
    loud.connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.85);
  }
  // Resolves when the bells have rung; refused where the browser lets no page make a sound yet.
  function ring() {
    return ready().then(function () {
      strike(784, context.currentTime);
      strike(587, context.currentTime + 0.4);
      return new Promise(function (resolve) { setTimeout(resolve, 1200); });
    });
  }
  return { ready: ready, ring: ring };
})();
