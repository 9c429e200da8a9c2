/** As packages have it (scripts/package): by it Windows finds our shortcut, and without that it shows no notification. */
export const APP_ID = 'org.everbearer.desktop'
