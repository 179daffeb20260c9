using System;
using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Linking.Stubs.Vdso;

/// <summary>
/// <c>void* litebox_vdso(ulong* length)</c>: the guest's vDSO, which the South copies behind a <see cref="South.ClockPage"/>.
/// </summary>
/// <param name="systemCall">Writes what makes a system call, with the number in RAX; keeps all registers but RAX, RCX and R11.</param>
internal sealed class VdsoStub(Action<Assembler> systemCall) : Stub
{
    private const string Image = "litebox_vdso_image";

    public override IReadOnlyList<string> Symbols => ["litebox_vdso"];

    public override void Emit(StubAssembler assembler)
    {
        Assembler a = assembler.Code;
        byte[] image = VdsoImage.Write(systemCall);
        assembler.DefineData(Image, image);
        assembler.Define(Symbols[0]);
        assembler.LoadAddress(rax, Image);
        a.mov(__qword_ptr[rdi], image.Length);
        a.ret();
    }
}
