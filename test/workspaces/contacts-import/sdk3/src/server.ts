import { createServer } from 'node:http';
import { serve } from 'inngest/node';
import { contactsImport } from './contacts-import.ts';
import { inngest } from './inngest.ts';

const port = Number(process.env.PORT || 3003);

createServer(serve({ client: inngest, functions: [contactsImport] })).listen(port, '127.0.0.1', () => {
  console.log(`Contacts import (SDK 3): http://127.0.0.1:${port}/api/inngest`);
});
