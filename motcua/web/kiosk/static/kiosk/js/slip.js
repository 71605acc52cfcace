// The slip of a page: printed by the browser, or handed to the print helper beside it, once under its key. When the
// printer cannot, the page says so and the staff are told. Written for old Chromium (ES2017).
"use strict";

(function () {
  const body = document.body;
  const held = document.querySelector("template[data-slip]");
  const failed = document.querySelector("[data-slip-failed]");
  // What one can do without paper: said first when there is none.
  const instead = document.querySelector("[data-instead]");
  const told = document.querySelector("form[data-fault]");
  const SLOWEST = 10000, AGAIN = 5000, TRIES = 3;

  function bytes() {
    const text = atob(held.content.textContent.trim());
    const made = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at += 1) made[at] = text.charCodeAt(at);
    return made;
  }
  // Resolves with why nothing was printed, "" when it was.
  function hand() {
    const asked = fetch(held.dataset.helper + "/slips/" + held.dataset.slip, {
      method: "POST",
      headers: { "Authorization": "Bearer " + held.dataset.key, "Content-Type": "application/octet-stream" },
      body: bytes()
    }).then(function (answer) {
      if (answer.ok) return "";
      return answer.json().then(function (said) { return said.fault || "offline"; });
    });
    const late = new Promise(function (resolve) { setTimeout(resolve, SLOWEST, "offline"); });
    return Promise.race([asked, late]).catch(function () { return "offline"; });
  }
  function send(left) {
    return hand().then(function (fault) {
      failed.hidden = !fault;
      if (fault && instead) failed.parentNode.insertBefore(instead, failed.nextSibling);
      tell(fault);
      if (fault && left > 1) setTimeout(send, AGAIN, left - 1);
    });
  }
  // What the hall knows already is not told again.
  let known = told ? told.dataset.fault : "";
  function tell(fault) {
    if (fault === known) return;
    known = fault;
    const said = new FormData(told);
    said.set("fault", fault);
    hall.reach(told.action, { method: "POST", body: new URLSearchParams(said), credentials: "same-origin" })
      .catch(hall.lost);
  }
  function out() {
    if (held) send(TRIES);
    else print();
  }

  // A number comes out once, after it is in the book; coming back to the page prints nothing.
  const own = body.dataset.print;
  if (own && sessionStorage.getItem("printed") !== own) {
    sessionStorage.setItem("printed", own);
    addEventListener("load", out);
  }
  document.querySelectorAll("[data-print-now]").forEach(function (button) {
    button.addEventListener("click", out);
  });
})();
