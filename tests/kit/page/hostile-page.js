/**
 * Runs in somebody else's page (tests/integration/hostile-page.test.ts): tries on the door at `origin` everything that a
 * page can do to an address, and gives what came of each as `done: ...` or `refused: ...`.
 */
globalThis.attack = async ({ origin, key, name, script, style }) => {
  const body = JSON.stringify({ name: 'connections.remove', input: { name } })
  const keyed = { 'content-type': 'application/json', 'x-everbearer-key': key }

  const told = async (work) => {
    try {
      return `done: ${await work()}`
    } catch (thrown) {
      return `refused: ${thrown.name}`
    }
  }
  const sent = (path, init) => told(async () => (await fetch(origin + path, init)).text())
  const event = (target, good, bad) =>
    told(
      () =>
        new Promise((resolve, reject) => {
          target.addEventListener(good, () => resolve(good))
          target.addEventListener(bad, () => reject(new Error(bad)))
        }),
    )
  const element = (tag, values) => {
    const made = Object.assign(document.createElement(tag), values)
    document.head.append(made)
    return event(made, 'load', 'error')
  }

  const frame = Object.assign(document.createElement('iframe'), { name: 'target', src: `${origin}/` })
  document.body.append(frame)
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  const framed = await told(async () => frame.contentWindow.document.title)

  // A form's text/plain body can be made to read as JSON.
  const form = Object.assign(document.createElement('form'), {
    method: 'post',
    enctype: 'text/plain',
    target: 'target',
  })
  form.action = `${origin}/api/call`
  form.append(Object.assign(document.createElement('input'), { name: `${body.slice(0, -1)},"x":"`, value: '"}' }))
  document.body.append(form)
  form.submit()
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))

  return {
    framed,
    call: await sent('/api/call', { method: 'POST', headers: keyed, body }),
    callPlain: await sent('/api/call', { method: 'POST', headers: { 'content-type': 'text/plain' }, body }),
    callBlind: await sent('/api/call', { method: 'POST', mode: 'no-cors', body }),
    notices: await sent('/api/notices', { headers: keyed }),
    page: await sent('/', {}),
    pageBlind: await sent('/', { mode: 'no-cors' }),
    preflight: await sent('/api/call', { method: 'PUT', headers: keyed, body }),
    script: await element('script', { src: origin + script }),
    module: await element('script', { src: origin + script, type: 'module' }),
    style: await element('link', { rel: 'stylesheet', href: origin + style }),
    image: await element('img', { src: `${origin}/leaf.svg` }),
    events: await event(new EventSource(`${origin}/api/notices`), 'open', 'error'),
    socket: await event(new WebSocket(`${origin.replace('http', 'ws')}/api/notices`), 'open', 'error'),
    beacon: navigator.sendBeacon(`${origin}/api/call`, body) ? 'refused: unheard' : 'refused: unsent',
  }
}

/** Opens the page in a tab of its own and keeps hold of it, as far as the browser lets it. */
globalThis.visit = (address) => {
  globalThis.held = window.open(address)
}

/** What the rebound page asks of its own origin, with the key. */
globalThis.askOwnOrigin = async (key) => {
  const headers = { 'content-type': 'application/json', 'x-everbearer-key': key }
  const body = JSON.stringify({ name: 'connections.list', input: {} })
  const asked = [fetch('/api/call', { method: 'POST', headers, body }), fetch('/api/notices', { headers }), fetch('/')]
  return await Promise.all(asked.map(async (reply) => (await reply).text()))
}
