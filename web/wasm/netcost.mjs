// The host of `netcost.wasm` and `netcost-models.wasm`, for browsers and Node.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * What the module exports; `src/lib.rs` describes it.
 *
 * @typedef {object} Exports
 * @property {WebAssembly.Memory} memory
 * @property {(length: number) => number} room
 * @property {() => number} message
 * @property {() => number} out
 * @property {() => number} failure
 */

/** A language server, which keeps what its client has open. */
export class Server {
  #exports;

  /** @param {Exports} exports */
  constructor(exports) {
    this.#exports = exports;
  }

  /**
   * Compiles the module and starts a server.
   *
   * @param {BufferSource} bytes
   */
  static async start(bytes) {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    return new Server(/** @type {any} */ (instance.exports));
  }

  /**
   * Handles messages that have arrived together; what is to be sent. After an error, the server is of no more use.
   *
   * @param {object[]} messages
   * @returns {object[]}
   */
  handle(messages) {
    return JSON.parse(this.#answer(JSON.stringify(messages)));
  }

  /** @param {string} messages */
  #answer(messages) {
    const { room, message } = this.#exports;
    const bytes = encoder.encode(messages);
    try {
      const start = room(bytes.length) >>> 0;
      new Uint8Array(this.#exports.memory.buffer, start, bytes.length).set(bytes);
      return this.#out(message());
    } catch (error) {
      throw new Error(this.#out(this.#exports.failure()) || String(error), { cause: error });
    }
  }

  /** @param {number} length */
  #out(length) {
    const { memory, out } = this.#exports;
    return decoder.decode(new Uint8Array(memory.buffer, out() >>> 0, length >>> 0));
  }
}
