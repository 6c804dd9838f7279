import manifest from '../../package.json' with { type: 'json' }

/** Of the app, as the user sees it. */
export const appVersion: string = manifest.version
