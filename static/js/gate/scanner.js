/* The camera: frames scaled down to 640 px, read by zxing-wasm from our own server, or by the phone's own reader. */

const LONGEST_SIDE = 640;
const PAUSE_MS = 60;
const FORGET_MS = 1500;

/** The camera cannot be used; `code`: insecure, denied, missing, busy, no_reader. */
export class CameraFault extends Error {
  constructor(code) {
    super(code);
    this.name = "CameraFault";
    this.code = code;
  }
}

export class Scanner {
  /**
   * @param {HTMLVideoElement} video
   * @param {(text: string) => void} found called once for every code that comes into sight
   * @param {string} vendor address of the vendored files, "" when they are not installed
   */
  constructor(video, found, vendor) {
    this.video = video;
    this.found = found;
    this.vendor = vendor;
    this.canvas = document.createElement("canvas");
    this.paused = false;
    this.last = { text: "", at: 0 };
  }

  get on() {
    return Boolean(this.stream);
  }

  /** Whether this phone has a way to read a code at all. */
  get possible() {
    return Boolean(navigator.mediaDevices?.getUserMedia && (this.vendor || globalThis.BarcodeDetector));
  }

  /** Ask for the camera and read until `stop`. Throws CameraFault. */
  async start() {
    if (!navigator.mediaDevices?.getUserMedia) throw new CameraFault(globalThis.isSecureContext ? "missing" : "insecure");
    this.read ??= await chooseReader(this.vendor);
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
      });
    } catch (error) {
      throw new CameraFault({ NotAllowedError: "denied", NotFoundError: "missing", OverconstrainedError: "missing" }[error?.name] ?? "busy");
    }
    this.video.srcObject = this.stream;
    await this.video.play();
    this.#loop();
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }

  get hasTorch() {
    return Boolean(this.#track?.getCapabilities?.().torch);
  }

  async torch(on) {
    await this.#track?.applyConstraints({ advanced: [{ torch: on }] });
  }

  get #track() {
    return this.stream?.getVideoTracks()[0];
  }

  async #loop() {
    const { stream } = this;
    while (this.stream === stream) {
      if (!this.paused && this.video.readyState >= 2) {
        const text = await this.#frame().catch(() => "");
        this.#saw(text);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  /** A code that stays in sight is one scan: it counts again only after it was away for a while. */
  #saw(text) {
    const now = performance.now();
    if (!text) return;
    const still = text === this.last.text && now - this.last.at < FORGET_MS;
    this.last = { text, at: now };
    if (!still && !this.paused) this.found(text);
  }

  /** Keep the code in sight from counting again, also while a verdict is on the screen. */
  resume() {
    this.last.at = performance.now();
    this.paused = false;
  }

  async #frame() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    return this.read(this.canvas, context);
  }
}

async function chooseReader(vendor) {
  if (vendor) {
    try {
      const zxing = await import(`${vendor}/zxing/reader/index.js`);
      await zxing.prepareZXingModule({
        overrides: { locateFile: (name) => `${vendor}/zxing/${name}` },
        fireImmediately: true,
      });
      return async (canvas, context) => {
        const frame = context.getImageData(0, 0, canvas.width, canvas.height);
        const [code] = await zxing.readBarcodes(frame, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 });
        return code?.text ?? "";
      };
    } catch {
      // The files are not there, or this browser runs no WebAssembly: the phone's own reader may do.
    }
  }
  if (!globalThis.BarcodeDetector) throw new CameraFault("no_reader");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (canvas) => (await detector.detect(canvas))[0]?.rawValue ?? "";
}
