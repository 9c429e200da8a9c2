import { registerHooks } from 'node:module'

/** Outside Electron its module has nothing to export, and as installed it would download the runtime when it is loaded. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: 'data:text/javascript,export default {}', shortCircuit: true }
      : next(specifier, context),
})
