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
  crm_ticket: Ticket modification not allowed
  This command cannot help you verify whether 'ticketA' has been already granted elsewhere.
  If you really want to grant 'ticketA' to this site now, and you know what you are doing,
  please specify --force.
  [4]

cib: many-states.xml
  $ crm_ticket -t ticketB -g
  crm_ticket: Ticket modification not allowed
  This command cannot help you verify whether 'ticketB' has been already granted elsewhere.
  If you really want to grant 'ticketB' to this site now, and you know what you are doing,
  please specify --force.
  [4]

cib: many-states.xml
  $ crm_ticket -t ticketA -r
  crm_ticket: Ticket modification not allowed
  Revoking 'ticketA' can trigger the specified 'loss-policy'(s) relating to 'ticketA'.
  
  You can check that with:
  crm_ticket --ticket ticketA --constraints
  
  Otherwise before revoking 'ticketA', you may want to make 'ticketA' standby with:
  crm_ticket --ticket ticketA --standby
  
  If you really want to revoke 'ticketA' from this site now, and you know what you are doing,
  please specify --force.
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
