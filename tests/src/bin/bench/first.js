// Tells when something that matches a selector was painted first, in milliseconds since 1970, and
// whether it was there already when this was asked. Nothing before the app's own page is there.
const [selector, done] = arguments;
const found = () => location.protocol === "tauri:" && document.querySelector(selector) !== null;
const early = found();
const painted = () =>
  requestAnimationFrame(() => done({ at: performance.timeOrigin + performance.now(), early }));
const look = () => (found() ? painted() : requestAnimationFrame(look));
if (location.protocol === "tauri:") look();
else done(null);
