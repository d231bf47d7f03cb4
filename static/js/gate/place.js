/* Where the page runs: WeChat's browser, an iPhone that forgets, a phone that lets the page be installed. */

/** What the person should do first, or "". */
export function hint() {
  const agent = navigator.userAgent;
  if (/MicroMessenger/i.test(agent)) return "点右上角，在浏览器打开。微信里存不住名单。";
  if (!globalThis.isSecureContext) return "这个网址不安全，手机不让用摄像头和离线。请用 https 开头的网址。";
  if (/iPhone|iPad|iPod/.test(agent) && !installed()) return "先点“分享”，再点“添加到主屏幕”，从那里打开。不添加的话，七天不用，名单和没传的记录会被清掉。";
  return "";
}

export function installed() {
  return navigator.standalone === true || matchMedia("(display-mode: standalone)").matches;
}

/** Ask the phone not to clear our memory on its own. @returns {Promise<boolean>} whether it promised */
export async function askToKeep() {
  try {
    return Boolean((await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.()));
  } catch {
    return false;
  }
}

/** Keep the screen on while the camera looks for codes; a phone that cannot just goes dark as usual. */
export async function keepAwake() {
  await navigator.wakeLock?.request("screen").catch(() => {});
}

/**
 * Register the worker that serves this page without a network. One that came with a newer edition takes over when the
 * page is opened; every open page then has to be loaded again, so that no page mixes two editions.
 * @param {() => void} newEdition called when another edition took over
 */
export async function registerWorker(newEdition) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  if (workers.controller) workers.addEventListener("controllerchange", newEdition, { once: true });
  const registration = await workers.register("/sw.js", { scope: "/gate/", updateViaCache: "none" });
  if (workers.controller) registration.waiting?.postMessage("take-over");
}
