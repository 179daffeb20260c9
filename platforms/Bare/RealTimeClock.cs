using System;

namespace LiteBox.South;

/// <summary>The CMOS clock (MC146818): seconds since 1970, once, at the start.</summary>
internal static class RealTimeClock
{
    private const ushort Index = 0x70, Data = 0x71;
    private const byte StatusA = 0x0A, StatusB = 0x0B, UpdateInProgress = 0x80, Binary = 4, Hours24 = 2;
    private const int Fields = 7, Hour = 2;
    private const ulong Afternoon = 0x80ul << (8 * Hour);

    /// <summary>The date as seconds since 1970; 0 where there is no such clock.</summary>
    public static long Seconds()
    {
        byte status = Read(StatusB);
        if (status == 0xFF)
        {
            return 0;
        }

        // Read until two readings agree: an update may run between the fields.
        ulong before = 0, now = 0;
        for (int tries = 0; tries < 1000; tries++)
        {
            if ((Read(StatusA) & UpdateInProgress) != 0)
            {
                continue;
            }

            before = now;
            now = ReadFields();
            if (now == before)
            {
                break;
            }
        }

        bool afternoon = (status & Hours24) == 0 && (now & Afternoon) != 0;
        now &= (status & Hours24) == 0 ? ~Afternoon : ulong.MaxValue;
        if ((status & Binary) == 0)
        {
            // From two decimal digits, in each byte at once.
            now -= 6 * ((now >> 4) & 0x0F0F_0F0F_0F0F_0F0F);
        }

        int hours = Field(now, Hour);
        if ((status & Hours24) == 0)
        {
            hours = (hours % 12) + (afternoon ? 12 : 0);
        }

        int century = Field(now, 6);
        int year = Field(now, 5) + ((century is >= 19 and <= 29 ? century : 20) * 100);
        long days = DaysSince1970(year, Field(now, 4), Field(now, 3));
        return (((((days * 24) + hours) * 60) + Field(now, 1)) * 60) + Field(now, 0);
    }

    /// <summary>Second, minute, hour, day, month, year and century, a byte each, from the lowest on.</summary>
    private static ulong ReadFields()
    {
        ReadOnlySpan<byte> registers = [0, 2, 4, 7, 8, 9, 0x32];
        ulong fields = 0;
        for (int i = Fields - 1; i >= 0; i--)
        {
            fields = (fields << 8) | Read(registers[i]);
        }

        return fields;
    }

    private static int Field(ulong fields, int number) => (int)(fields >> (8 * number)) & 0xFF;

    /// <summary>Days from the civil date, with years that begin in March so that the leap day is the last.</summary>
    private static long DaysSince1970(int year, int month, int day)
    {
        year -= month <= 2 ? 1 : 0;
        int era = year / 400;
        int yearOfEra = year - (era * 400);
        int dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        int dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return ((long)era * 146_097) + dayOfEra - 719_468;
    }

    private static byte Read(byte register)
    {
        Stub.Out8(Index, register);
        return Stub.In8(Data);
    }
}
