/** In a response without a result: the host did not finish the request, and it must be sent again. */
export const givenBackHeader = 'x-steplight-given-back';
