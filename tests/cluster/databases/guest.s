# A virtual machine's guest that counts, as a boot sector: each line that comes over its serial port is answered by the name of this run and the next number. It ends
# when the power button is pressed, as a guest of good manners does.
#
# SPDX-License-Identifier: GPL-2.0-or-later
        .code16
        .globl _start
        .set    serial, 0x3f8
        .set    power, 0x600            # where SeaBIOS puts the PIIX4's ACPI registers: status, enable at +2, control at +4
_start:
        ljmp    $0, $begin
begin:
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %ss
        movw    $0x7c00, %sp
        movw    $serial + 3, %dx        # 115200 baud, 8n1
        movb    $0x80, %al
        outb    %al, %dx
        movw    $serial, %dx
        movw    $1, %ax
        outb    %al, %dx
        incw    %dx
        movb    $0, %al
        outb    %al, %dx
        movw    $serial + 3, %dx
        movb    $3, %al
        outb    %al, %dx
        movw    $serial + 2, %dx
        movb    $7, %al
        outb    %al, %dx
        movw    $power + 2, %dx         # the power button is noted
        movw    $0x100, %ax
        outw    %ax, %dx
        movb    $0x36, %al              # the timer wakes the processor a hundred times a second
        outb    %al, $0x43
        movb    $0x9c, %al
        outb    %al, $0x40
        movb    $0x2e, %al
        outb    %al, $0x40
        rdtsc                           # how long the boot took, in cycles, and the second of the clock: no two runs are alike
        movl    %eax, run
        xorb    %al, %al
        outb    %al, $0x70
        inb     $0x71, %al
        xorb    %al, run + 3
        orb     $0x80, run + 3          # eight digits
wait:
        sti
        hlt
look:
        movw    $power, %dx
        inw     %dx, %ax
        testb   $1, %ah
        jnz     off
        movw    $serial + 5, %dx
        inb     %dx, %al
        testb   $1, %al
        jz      wait
        movw    $serial, %dx
        inb     %dx, %al
        cmpb    $'\n', %al
        jne     look
        incl    number
        movl    run, %eax
        movl    $16, %ebx
        call    say
        movb    $' ', %al
        call    send
        movl    number, %eax
        movl    $10, %ebx
        call    say
        movb    $'\n', %al
        call    send
        jmp     look
off:
        movw    $power + 4, %dx
        movw    $0x2000, %ax
        outw    %ax, %dx
        jmp     wait

# Sends the number in EAX to the base in EBX.
say:
        xorl    %edx, %edx
        divl    %ebx
        pushw   %dx
        testl   %eax, %eax
        jz      digit
        call    say
digit:
        popw    %bx
        movb    digits(%bx), %al
# Sends the character in AL.
send:
        movb    %al, %cl
        movw    $serial + 5, %dx
full:
        inb     %dx, %al
        testb   $0x20, %al
        jz      full
        movw    $serial, %dx
        movb    %cl, %al
        outb    %al, %dx
        ret

digits: .ascii  "0123456789abcdef"
run:    .long   0
number: .long   0
        .org    510
        .word   0xaa55
