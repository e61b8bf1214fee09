/** The release whose documents the app asks for (bff-mobile/releases). */
export const appVersion = '1.0.0';
