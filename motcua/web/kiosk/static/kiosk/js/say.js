// Reads a page of the kiosk aloud: what stands on it where the browser has a voice of its language, else the recorded
// sentences of this list (scripts/voice.py makes them). Written for old Chromium (ES2017).
"use strict";

(function () {
  const SENTENCES = {
    vi: {
      home: "Xin chào. Chạm vào ô lớn ở giữa màn hình để lấy số thứ tự. Các ô bên dưới để báo đến theo lịch hẹn, tra cứu hồ sơ và xem thủ tục. Cần người giúp, chạm vào ô gọi người giúp ở cuối màn hình.",
      groups: "Chạm vào việc ông bà cần làm, máy đưa số ngay. Ai thuộc diện ưu tiên, chạm vào ô ưu tiên ở cuối trang trước. Nếu không biết chọn gì, chạm vào ô cuối cùng.",
      ticket: "Đây là số của ông bà:",
      wait: "Xin chờ gọi số trên bảng. Quét mã trên màn hình để theo dõi bằng điện thoại.",
      text: "Gõ số điện thoại di động bằng các phím số trên màn hình, rồi chạm vào nút gửi tin nhắn.",
      checkin: "Đưa mã hẹn hoặc thẻ căn cước vào ô quét. Không có mã, gõ mã hẹn hoặc số điện thoại đã đặt lịch.",
      track: "Quét mã trên giấy hẹn, rồi gõ bốn số cuối của số điện thoại hoặc số định danh.",
      dossier: "Tình trạng hồ sơ đang hiện trên màn hình. Cần người đọc giúp, chạm vào ô gọi người giúp.",
      procedures: "Gõ tên thủ tục, hoặc chạm vào một lĩnh vực. Cần người giúp, chạm vào ô gọi người giúp.",
      rate: "Chạm vào số của ông bà, rồi chạm vào một trong năm khuôn mặt, từ rất không hài lòng đến rất hài lòng.",
      help: "Chạm vào nút gọi người giúp. Cán bộ sẽ tới tận máy này, xin đứng chờ."
    },
    en: {
      home: "Hello. Touch the large box in the middle of the screen to take a number. The boxes below are for appointments, for following a dossier, and for procedures. If you need help, touch call for help at the bottom.",
      groups: "Touch what you came for, and the machine gives you a number. If you have priority, touch your group at the bottom of the page first. If you do not know what to choose, touch the last box.",
      ticket: "Your number is at the top of the screen.",
      wait: "Please wait until it is called on the board. Scan the code to follow it on your phone.",
      text: "Type your mobile phone number with the keys on the screen, then touch send the message.",
      checkin: "Show the code of your appointment or your citizen card to the scanner. Without a code, type it, or the phone number you booked with.",
      track: "Scan the code on your receipt, then type the last four digits of the phone or personal number.",
      dossier: "The state of the dossier is on the screen. If you need somebody to read it, touch call for help.",
      procedures: "Type the name of a procedure, or touch a field. If you need help, touch call for help.",
      rate: "Touch your number, then one of the five faces, from very unhappy to very happy.",
      help: "Touch call for help. Somebody comes to this machine, please wait here."
    }
  };
  const body = document.body;
  const button = document.querySelector("[data-read]");
  const language = document.documentElement.lang === "en" ? "en" : "vi";
  const LONGEST = 700;
  let reading = false;

  // Headings, buttons and facts, a stop after each; no keys, nothing hidden.
  function words() {
    const copy = document.querySelector("main").cloneNode(true);
    copy.querySelectorAll("[hidden], .mc-kiosk-keys, .mc-slip, template, .sr-only, svg").forEach(function (one) {
      one.parentNode.removeChild(one);
    });
    copy.querySelectorAll("h1, h2, p, b, dt, dd, li, label, legend, span, button, a").forEach(function (one) {
      one.appendChild(document.createTextNode(". "));
    });
    return copy.textContent.replace(/\s+/g, " ").replace(/(\s*[.:]\s*\.)+/g, ".").slice(0, LONGEST);
  }
  function clips() {
    const name = function (page) { return "trang-" + page + "-" + language; };
    if (body.dataset.code) {
      return [name("ticket")].concat(language === "vi" ? voice.letters(body.dataset.code) : [], [name("wait")]);
    }
    return SENTENCES[language][body.dataset.say] ? [name(body.dataset.say)] : [];
  }
  function show(is) {
    reading = is;
    button.setAttribute("aria-pressed", String(is));
    button.querySelector("[data-read-off]").hidden = is;
    button.querySelector("[data-read-on]").hidden = !is;
  }
  button.addEventListener("click", function () {
    voice.stop();
    if (reading) { show(false); return; }
    show(true);
    const end = function () { show(false); };
    voice.say(words(), language, clips()).then(end, end);
  });
  addEventListener("pagehide", voice.stop);
})();
