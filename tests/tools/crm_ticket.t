Tickets: queries, and changes that need --force

cib: many-states.xml
  $ crm_ticket -l
  ticketA	granted           last-granted='Wed Nov 18 11:06:40 2026'
  ticketB	revoked [standby]

cib: many-states.xml
  $ crm_ticket -L
  ticketA	granted           (granted=true, last-granted='Wed Nov 18 11:06:40 2026')
  ticketB	revoked [standby] (granted=false, standby=true)

cib: many-states.xml
  $ crm_ticket -q -t ticketA
  State XML:
  
  <ticket_state id="ticketA" granted="true" last-granted="1795000000"/>

cib: many-states.xml
  $ crm_ticket -t ticketA -G granted
  true

cib: many-states.xml
  $ crm_ticket -t ticketA -g
  This command cannot help you verify whether 'ticketA' has been already granted elsewhere.
  If you really want to grant 'ticketA' to this site now, and you know what you are doing,
  please specify --force.
  crm_ticket: Ticket modification not allowed
  [4]

cib: many-states.xml
  $ crm_ticket -t ticketB -g
  This command cannot help you verify whether 'ticketB' has been already granted elsewhere.
  If you really want to grant 'ticketB' to this site now, and you know what you are doing,
  please specify --force.
  crm_ticket: Ticket modification not allowed
  [4]

cib: many-states.xml
  $ crm_ticket -t ticketA -r
  Revoking 'ticketA' can trigger the specified 'loss-policy'(s) relating to 'ticketA'.
  
  You can check that with:
  crm_ticket --ticket ticketA --constraints
  
  Otherwise before revoking 'ticketA', you may want to make 'ticketA' standby with:
  crm_ticket --ticket ticketA --standby
  
  If you really want to revoke 'ticketA' from this site now, and you know what you are doing,
  please specify --force.
  crm_ticket: Ticket modification not allowed
  [4]

cib: many-states.xml
  $ crm_ticket -t ticketA -r --force
  $ crm_ticket -l -t ticketA | cut -c1-20
  ticketA	revoked     

cib: many-states.xml
  $ crm_ticket -t tx -S owner -v a -S b -v c --force
  $ crm_ticket -t tx -G owner
  a
  $ crm_ticket -t tx -D b
  $ crm_ticket -t tx -s
  $ crm_ticket -q -t tx
  State XML:
  
  <ticket_state id="tx" owner="a" standby="true"/>
  $ crm_ticket -t tx -a

cib: many-states.xml
  $ crm_ticket -t nope -q
  crm_ticket: Could not query ticket XML: No such device or address
  [105]

cib: many-states.xml
  $ crm_ticket -c -t ticketA
  Constraints XML:
  
  <rsc_ticket id="t1" ticket="ticketA" rsc="off1"/>

cib: many-states.xml
  $ crm_ticket -c -t nope
  crm_ticket: Could not show ticket constraints: No such device or address
  [105]

cib: many-states.xml
  $ crm_ticket
  crm_ticket: Must supply a command
  [64]

A revocation is refused whatever the ticket's state seems to be; the last of two contradicting wishes counts

cib: many-states.xml
  $ crm_ticket -t ticketNew -r 2>&1 | LC_ALL=C sort
  
  
  
  If you really want to revoke 'ticketNew' from this site now, and you know what you are doing,
  Otherwise before revoking 'ticketNew', you may want to make 'ticketNew' standby with:
  Revoking 'ticketNew' can trigger the specified 'loss-policy'(s) relating to 'ticketNew'.
  You can check that with:
  crm_ticket --ticket ticketNew --constraints
  crm_ticket --ticket ticketNew --standby
  crm_ticket: Ticket modification not allowed
  please specify --force.
  $ crm_ticket -t ticketNew -g -r --force && crm_ticket -q -t ticketNew
  State XML:
  
  <ticket_state id="ticketNew" granted="false"/>

What no ticket has needs no ticket to be deleted from; names that no attribute can have are refused

cib: many-states.xml
  $ crm_ticket -t ticketNew -D owner && crm_ticket -q -t ticketNew
  crm_ticket: Could not query ticket XML: No such device or address
  [105]
  $ crm_ticket -t ticketA -S 'a#b' -v 1
  crm_ticket: 'a#b' can't be the name of a ticket's attribute
  [64]
  $ crm_ticket -t ticketA -S id -v other
  crm_ticket: 'id' can't be the name of a ticket's attribute
  [64]
  $ crm_ticket -t ticketA -S a
  crm_ticket: Must supply value with -v for -S a
  [64]
  $ crm_ticket -t ticketA -S a -v 1 -v 2
  crm_ticket: Must supply attribute name with -S for -v 2
  [64]

All tickets' states and constraints; a ticket that only a constraint names

cib: many-states.xml
  $ crm_ticket -q | head -3
  State XML:
  
  <tickets>
  $ crm_ticket -C -t ticketNew
  crm_ticket: No such ticket 'ticketNew'
  [105]
  $ crm_ticket -C -t ticketNew --force
  $ cibadmin -C -o constraints -X '<rsc_ticket id="of-a-third" rsc="fail1" ticket="ticketThird"/>'
  $ crm_ticket -l -t ticketThird
  ticketThird	revoked          
  $ crm_ticket -w | tail -1
  ticketThird
  $ crm_ticket -c | head -3
  Constraints XML:
  
  <xpath-query>
