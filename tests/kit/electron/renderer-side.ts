/**
 * The two worlds of a page, as text: the preload's isolated one, with `require('electron')`, and the page's own, in which
 * contextBridge puts things. A private EventTarget, handed over as a MouseEvent's relatedTarget, lies between them.
 */
export const PRELOAD_WORLD = 'everbearer-preload'
export const BINDING = 'standInToMain'

/** Runs in the page's own world, before its scripts. */
export const MAIN_WORLD = `(() => {
  if (window !== window.top) return
  window.addEventListener('stand-in:expose', (hello) => {
    const wire = hello.relatedTarget
    if (!(wire instanceof EventTarget)) return
    const callbacks = new Map()
    const promises = new Map()
    let last = 0
    const tell = (type, detail) => wire.dispatchEvent(new CustomEvent(type, { detail }))
    const encode = (value) => {
      if (typeof value === 'function') { callbacks.set(++last, value); return { fn: last } }
      return { json: value === undefined ? null : JSON.stringify(value) }
    }
    const decode = (value) => {
      if (value.promise !== undefined) return new Promise((yes, no) => promises.set(value.promise, { yes, no }))
      if (value.fn !== undefined) return (...args) => invoke(value.fn, args)
      return value.json === null ? undefined : JSON.parse(value.json)
    }
    const invoke = (fn, args) => {
      let result
      const once = (event) => { result = event.detail }
      wire.addEventListener('result', once, { once: true })
      tell('invoke', { fn, args: args.map(encode) })
      if (result.error !== undefined) throw new Error(result.error)
      return decode(result)
    }
    wire.addEventListener('call-back', ({ detail }) => callbacks.get(detail.fn)?.(...detail.args.map(decode)))
    wire.addEventListener('settled', ({ detail }) => {
      const { yes, no } = promises.get(detail.promise) ?? {}
      promises.delete(detail.promise)
      if (detail.error !== undefined) no?.(new Error(detail.error))
      else yes?.(decode(detail.value))
    })
    wire.addEventListener('expose', ({ detail }) => {
      const api = Object.fromEntries(detail.functions.map(([name, fn]) => [name, (...args) => invoke(fn, args)]))
      Object.defineProperty(window, detail.key, { value: Object.freeze(api) })
    })
    tell('ready', null)
  }, { once: true })
})()`

/** Runs in the isolated world; \`preload\` is the text of the built file. */
export function preloadWorld(preload: string): string {
  return `(() => {
  if (window !== window.top) return
  const wire = new EventTarget()
  const functions = new Map()
  let last = 0
  const tell = (type, detail) => wire.dispatchEvent(new CustomEvent(type, { detail }))
  const decode = (value) => {
    if (value.fn !== undefined) return (...args) => tell('call-back', { fn: value.fn, args: args.map(encode) })
    return value.json === null ? undefined : JSON.parse(value.json)
  }
  const encode = (value) => {
    if (value instanceof Promise) {
      const promise = ++last
      value.then((got) => tell('settled', { promise, value: encode(got) }), (no) => tell('settled', { promise, error: String(no) }))
      return { promise }
    }
    if (typeof value === 'function') { functions.set(++last, value); return { fn: last } }
    return { json: value === undefined ? null : JSON.stringify(value) }
  }
  wire.addEventListener('invoke', ({ detail }) => {
    try {
      tell('result', encode(functions.get(detail.fn)(...detail.args.map(decode))))
    } catch (thrown) {
      tell('result', { error: String(thrown) })
    }
  })

  const waiting = new Map()
  const listeners = new Map()
  const ipcRenderer = {
    invoke(channel, ...args) {
      const id = ++last
      globalThis.${BINDING}(JSON.stringify({ id, channel, args, href: location.href }))
      return new Promise((yes, no) => waiting.set(id, { yes, no }))
    },
    on(channel, heard) { listeners.set(heard, channel) },
    removeListener(channel, heard) { listeners.delete(heard) },
  }
  const contextBridge = {
    exposeInMainWorld(key, api) {
      const named = Object.entries(api).map(([name, run]) => { functions.set(++last, run); return [name, last] })
      tell('expose', { key, functions: named })
    },
  }
  globalThis.standInReply = ({ id, value, error }) => {
    const { yes, no } = waiting.get(id) ?? {}
    waiting.delete(id)
    if (error !== undefined) no?.(new Error(error))
    else yes?.(value)
  }
  globalThis.standInEvent = ({ channel, args }) => {
    for (const [heard, own] of [...listeners]) if (own === channel) heard({}, ...args)
  }
  window.dispatchEvent(new MouseEvent('stand-in:expose', { relatedTarget: wire }))
  const require = (name) => {
    if (name !== 'electron') throw new Error('a sandboxed preload cannot load ' + name)
    return { contextBridge, ipcRenderer }
  }
  const module = { exports: {} }
  ;((require, module, exports) => {
${preload}
  })(require, module, module.exports)
})()`
}
