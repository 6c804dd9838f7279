/** Names of the few messages between preload and main; all that is said goes through them as envelopes. */
export const HELLO = 'kartoteka:hello'
export const TO_MAIN = 'kartoteka:to-main'
export const TO_WINDOW = 'kartoteka:to-window'
