/** Whether this machine is there for the checks alone: then they may prepare it, and nothing may be skipped silently. */
export const inCi = Boolean(process.env.CI) && process.env.CI !== 'false'
