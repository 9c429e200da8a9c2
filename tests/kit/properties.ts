import fc from 'fast-check'

/**
 * fast-check with a fixed seed: the same code gives the same verdict, and a change is not refused for a fault that was there
 * before it. `PROPERTY_SEED=N` draws other cases, to hunt for such faults.
 */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1) })

export { fc }
