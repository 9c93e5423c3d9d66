import { listen } from 'contacts-crm';
import { serve } from 'inngest/edge';
import { contactsImport } from './contacts-import.ts';
import { inngest } from './inngest.ts';

const address = await listen(serve(inngest, [contactsImport]), Number(process.env.PORT || 3002));
console.log(`Contacts import (SDK 2): ${address}/api/inngest`);
