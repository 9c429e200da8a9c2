/**
 * zod would try to compile its checks, which the page's content policy forbids and the console then reports. It looks here when
 * it is loaded, later than this.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })
