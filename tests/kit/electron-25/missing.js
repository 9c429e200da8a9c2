// What Node 18 and Chromium 114 both lack and the product uses; Electron 45 has all of it. Put before the programs and the
// page by elder-build.ts.
{
  Promise.withResolvers ??= () => {
    const made = {}
    made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }))
    return made
  }

  const group = (items, keyOf) => {
    const groups = new Map()
    let index = 0
    for (const item of items) {
      const key = keyOf(item, index++)
      groups.set(key, [...(groups.get(key) ?? []), item])
    }
    return groups
  }
  Map.groupBy ??= group
  Object.groupBy ??= (items, keyOf) => Object.fromEntries(group(items, keyOf))

  URL.parse ??= (text, base) => {
    try {
      return new URL(text, base)
    } catch {
      return null
    }
  }
  URL.canParse ??= (text, base) => URL.parse(text, base) !== null

  AbortSignal.any ??= (signals) => {
    const any = new AbortController()
    for (const signal of signals) {
      if (signal.aborted) any.abort(signal.reason)
      else signal.addEventListener('abort', () => any.abort(signal.reason), { once: true, signal: any.signal })
    }
    return any.signal
  }
}
